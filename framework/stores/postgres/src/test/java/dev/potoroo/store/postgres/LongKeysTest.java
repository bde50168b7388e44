package dev.potoroo.store.postgres;

import static dev.potoroo.store.postgres.Rounds.begin;
import static dev.potoroo.store.postgres.Rounds.change;
import static dev.potoroo.store.postgres.Rounds.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keys that are longer than what an index takes, and those just at the limit. */
class LongKeysTest {

  @Test
  void areKeptAndListedInOrder() throws Exception {
    TreeSet<String> keys = keys();
    try (StateStore store = Server.fresh().open("p")) {
      StateChange[] changes =
          keys.stream().map(key -> change(key, "of " + key.length())).toArray(StateChange[]::new);
      round(store, begin(store), 1, changes);

      for (String key : keys) {
        assertThat(Rounds.text(store, key)).contains("of " + key.length());
      }
      assertThat(Rounds.keys(store)).containsExactlyElementsOf(keys);
      List<String> all = new ArrayList<>(keys);
      for (String key : all) {
        assertThat(store.keys(Rounds.STEP, "", Optional.of(key), 3))
            .containsExactlyElementsOf(keys.tailSet(key, false).stream().limit(3).toList());
        assertThat(store.keys(Rounds.STEP, key, Optional.empty(), 3))
            .containsExactlyElementsOf(
                keys.stream().filter(each -> each.startsWith(key)).limit(3).toList());
      }
    }
  }

  private static TreeSet<String> keys() {
    Random random = new Random(11);
    TreeSet<String> keys = new TreeSet<>();
    keys.add("x".repeat(1 << 20));
    for (int size : new int[] {510, 511, 512, 513, 514, 1023, 1024, 3000}) {
      keys.add("x".repeat(size));
      keys.add("\uffff".repeat(size / 3));
      keys.add("\u20ac".repeat(size / 3) + "y");
      for (int i = 0; i < 5; i++) {
        String tail =
            random
                .ints(size - 500, 0, 3)
                .collect(
                    StringBuilder::new,
                    (text, next) -> text.append((char) ('a' + next)),
                    StringBuilder::append)
                .toString();
        keys.add("x".repeat(500) + tail);
      }
    }
    return keys;
  }
}

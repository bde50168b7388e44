package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class StateLoadsTest {
  private static final String STEP = "count";

  private final StateLoads loads = new StateLoads();
  private final List<List<String>> asked = new ArrayList<>();
  private final List<String> got = new ArrayList<>();
  private int stateSize = 10;

  @Test
  void readsTogetherWhatWaits() throws StoreException {
    add(() -> true, "a", "b");
    add(() -> true, "c");
    read();
    assertThat(asked).containsExactly(List.of("a", "b", "c"));
    assertThat(got).containsExactly("[a, b]", "[c]");
  }

  @Test
  void hasOneReaderOfEachStepForAsLongAsThereIsSomething() throws StoreException {
    assertThat(add(() -> true, "a")).isTrue();
    assertThat(add(() -> true, "b")).as("somebody is going to").isFalse();
    assertThat(loads.add("other", List.of("c"), () -> true, found -> {})).isTrue();
    read();
    assertThat(loads.goesOn(STEP)).isFalse();
    assertThat(add(() -> true, "d")).isTrue();
    loads.read(
        STEP,
        (keys, wanted) -> {
          assertThat(add(() -> true, "e")).as("while it reads").isFalse();
          return states(keys);
        });
    assertThat(loads.goesOn(STEP)).isTrue();
  }

  @Test
  void keepsTheStepsApart() throws StoreException {
    add(() -> true, "a");
    loads.add("other", List.of("b"), () -> true, found -> {});
    read();
    assertThat(asked).containsExactly(List.of("a"));
  }

  @Test
  void readsFewAtOnceWhenTheyAreLarge() throws StoreException {
    stateSize = 400_000;
    for (String key : List.of("a", "b", "c", "d", "e", "f")) {
      add(() -> true, key);
      if (key.equals("a")) {
        read();
      }
    }
    read();
    read();
    assertThat(asked)
        .as("a mebibyte at once")
        .containsExactly(List.of("a"), List.of("b", "c"), List.of("d", "e"));
  }

  @Test
  void readsAtLeastOneHoweverLarge() throws StoreException {
    stateSize = 4_000_000;
    add(() -> true, "a");
    read();
    add(() -> true, "b");
    read();
    assertThat(got).containsExactly("[a]", "[b]");
  }

  @Test
  void readsNoMoreThanSomeThousandAtOnce() throws StoreException {
    stateSize = 0;
    for (int i = 0; i < 5000; i++) {
      add(() -> true, "k" + i);
    }
    read();
    read();
    read();
    assertThat(asked).extracting(List::size).containsExactly(2048, 2048, 904);
  }

  @Test
  void tellsNobodyWhoDoesNotWantIt() throws StoreException {
    add(() -> false, "a");
    add(() -> true, "b");
    read();
    assertThat(got).containsExactly("[b]");
  }

  @Test
  void saysWhenNobodyWantsAnyOfIt() throws StoreException {
    add(() -> false, "a");
    add(() -> false, "b");
    List<Boolean> wanted = new ArrayList<>();
    loads.read(
        STEP,
        (keys, any) -> {
          wanted.add(any.getAsBoolean());
          return states(keys);
        });
    assertThat(wanted).containsExactly(false);
  }

  private boolean add(BooleanSupplier wanted, String... keys) {
    return loads.add(
        STEP,
        List.of(keys),
        wanted,
        found -> {
          assertThat(found).hasSize(keys.length);
          got.add(
              found.stream()
                  .map(
                      state ->
                          new String(state.orElseThrow().state(), StandardCharsets.US_ASCII).trim())
                  .toList()
                  .toString());
        });
  }

  private void read() throws StoreException {
    loads.read(
        STEP,
        (keys, wanted) -> {
          asked.add(keys);
          return states(keys);
        });
  }

  /** The state of a key begins with its name. */
  private List<Optional<StoredState>> states(List<String> keys) {
    List<Optional<StoredState>> states = new ArrayList<>();
    for (String key : keys) {
      byte[] state = new byte[Math.max(stateSize, key.length())];
      System.arraycopy(key.getBytes(StandardCharsets.US_ASCII), 0, state, 0, key.length());
      states.add(Optional.of(new StoredState(1, 1, Instant.EPOCH, state)));
    }
    return states;
  }
}

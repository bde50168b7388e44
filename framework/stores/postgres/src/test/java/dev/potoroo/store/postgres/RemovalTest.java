package dev.potoroo.store.postgres;

import static dev.potoroo.store.postgres.Rounds.begin;
import static dev.potoroo.store.postgres.Rounds.change;
import static dev.potoroo.store.postgres.Rounds.removal;
import static dev.potoroo.store.postgres.Rounds.round;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the table holds, and no more. */
class RemovalTest {
  private static final String ROWS = "SELECT count(*) FROM potoroo.state";

  private Server server;
  private StateStore store;

  @BeforeEach
  void open() throws Exception {
    server = Server.fresh();
    // Several parts for everything.
    store = server.open("p", Map.of("rows-per-statement", 7));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keepsOneVersionOfEachObjectAndNoneOfARemovedOne() throws Exception {
    long generation = begin(store);
    round(store, generation, 1, objects(0, 50, "one"));
    round(store, generation, 2, objects(0, 30, "two"));
    store.prune(1);
    assertThat(server.number(ROWS)).isEqualTo(80);
    round(store, generation, 3, removals(20, 40));
    store.write(generation, 4, List.of(change("k0", "four")));

    store.prune(3);
    store.prune(3);

    assertThat(server.number(ROWS)).isEqualTo(50 - 20 + 1);
    assertThat(Rounds.keys(store)).hasSize(30);
    assertThat(Rounds.text(store, "k0")).contains("two");
    assertThat(Rounds.text(store, "k25")).isEmpty();
    assertThat(Rounds.text(store, "k45")).contains("one");
  }

  @Test
  void keepsWhatALaterRoundThanThePrunedOneSupersedes() throws Exception {
    long generation = begin(store);
    round(store, generation, 1, change("k", "one"));
    round(store, generation, 2, change("k", "two"));

    store.prune(1);
    assertThat(server.number(ROWS)).isEqualTo(2);
    store.prune(99); // more than there is
    assertThat(server.number(ROWS)).isEqualTo(1);
    round(store, generation, 3, change("k", "three"));
    store.prune(3);
    assertThat(server.number(ROWS)).isEqualTo(1);
  }

  @Test
  void supersedesOverGenerations() throws Exception {
    for (long round = 1; round <= 5; round++) {
      long generation = begin(store);
      round(store, generation, round, objects(0, 10, "round " + round));
      store.write(generation, round + 1, List.of(objects(0, 20, "not committed")));
    }
    store.prune(5);
    begin(store);
    assertThat(server.number(ROWS)).isEqualTo(10);
    assertThat(Rounds.text(store, "k0")).contains("round 5");
  }

  @Test
  void removesWhatWasNotCommittedWithTheNextTakeOver() throws Exception {
    long generation = begin(store);
    round(store, generation, 1, objects(0, 10, "one"));
    store.write(generation, 2, List.of(objects(0, 100, "two")));
    assertThat(server.number(ROWS)).isEqualTo(110);

    begin(store);

    assertThat(server.number(ROWS)).isEqualTo(10);
  }

  @Test
  void removesWhatAReplacedGenerationWritesLate() throws Exception {
    long old = begin(store);
    try (Connection late = server.connect()) {
      late.setAutoCommit(false);
      Server.execute(late, insert(old, 1));
      long generation = begin(store);
      round(store, generation, 1, change("other", "one"));
      late.commit();
      round(store, generation, 2);
    }
    assertThat(Rounds.keys(store)).containsExactly("other");
    assertThat(server.number(ROWS)).isEqualTo(2);

    begin(store);

    assertThat(server.number(ROWS)).isEqualTo(1);
  }

  /** A row that no store would write by now. */
  static String insert(long generation, long round) {
    return "INSERT INTO potoroo.state (pipeline, generation, round, step, head, tail_hash, tail,"
        + " removed, data) VALUES (1, %d, %d, 'count', 'key-0', '', '', false, 'late')"
            .formatted(generation, round);
  }

  private static StateChange[] objects(int from, int to, String state) {
    return IntStream.range(from, to)
        .mapToObj(i -> change("k" + i, state))
        .toArray(StateChange[]::new);
  }

  private static StateChange[] removals(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> removal("k" + i)).toArray(StateChange[]::new);
  }
}

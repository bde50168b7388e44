package dev.potoroo.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.internal.store.RocksDbProvider;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories in a real store: written with rounds, and removed. */
class HistoryWriterTest {
  private static final HistoryLimits LIMITS = new HistoryLimits(3, Duration.ofMinutes(10), 1000);
  private static final HistoryLimits NONE = new HistoryLimits(0, LIMITS.age(), LIMITS.size());

  @TempDir Path directory;

  private StateStore store;
  private long generation;
  private long round;
  private Instant now = Instant.EPOCH;

  @BeforeEach
  void open() throws StoreException {
    store =
        new RocksDbProvider().open(new StoreContext("history", directory, ConfigFactory.load()));
    generation = store.takeOver().generation();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StateChange change(String step, String key, @Nullable String state) {
    byte[] encoded = state == null ? null : state.getBytes(UTF_8);
    return new StateChange(step, key, round + 1, now, encoded);
  }

  private void commit(List<StateChange> changes) throws StoreException {
    store.write(generation, round + 1, changes);
    store.commit(new RoundCommit(generation, ++round, now, 8, Map.of(), Map.of()));
  }

  private HistoryWriter writer() {
    return new HistoryWriter(Map.of("kept", LIMITS), store::load, round + 1, now);
  }

  private void round(StateChange... changes) throws StoreException {
    commit(writer().with(List.of(changes)));
  }

  private List<String> history(String step, String key) throws StoreException {
    Optional<StoredState> row = store.load(HistoryRow.stepOf(step), List.of(key)).get(0);
    return row.isEmpty()
        ? List.of()
        : HistoryRow.decoded(step, key, row.get().state()).versions().stream()
            .map(
                one ->
                    one.version()
                        + new String(one.state(), UTF_8)
                        + one.supersededIn()
                        + (one.removed() ? "!" : ""))
            .toList();
  }

  @Test
  void keepsWhatLaterRoundsHaveSuperseded() throws StoreException {
    round(change("kept", "cat", "a"), change("kept", "dog", "x"), change("other", "cat", "o"));
    assertThat(history("kept", "cat")).isEmpty();
    round(change("kept", "cat", "b"), change("other", "cat", "p"));
    // The same state again is nothing new.
    round(change("kept", "cat", "b"));
    round(change("kept", "cat", null));
    round(change("kept", "cat", "c"));
    round(change("kept", "cat", "d"));
    assertThat(history("kept", "cat")).containsExactly("1a2", "3b4!", "5c6");
    assertThat(history("kept", "dog")).isEmpty();
    assertThat(history("other", "cat")).isEmpty();
  }

  @Test
  void leavesARoundAsItIsIfNothingIsKept() throws StoreException {
    List<StateChange> part = List.of(change("other", "cat", "a"));
    HistoryWriter.Loader none =
        (step, keys) -> {
          throw new AssertionError("the store was asked");
        };
    assertThat(new HistoryWriter(Map.of(), none, 1, now).with(part)).isSameAs(part);
  }

  @Test
  void removesHistoriesThatAreTooOld() throws StoreException {
    round(change("kept", "cat", "a"), change("kept", "dog", "x"));
    round(change("kept", "cat", "b"), change("kept", "dog", "y"));
    HistorySweep sweep = new HistorySweep("kept", LIMITS);
    assertThat(sweep.next(store, key -> true, now)).isEmpty();
    now = now.plus(Duration.ofMinutes(11));
    HistoryWriter writer = writer();
    List<StateChange> written = writer.with(List.of(change("kept", "cat", "c")));
    Predicate<String> others = key -> !writer.hasWritten("kept", key);
    List<StateChange> gone = sweep.next(store, others, now);
    assertThat(gone).extracting(StateChange::key).containsExactly("dog");
    commit(Stream.concat(written.stream(), gone.stream()).toList());
    assertThat(history("kept", "cat")).containsExactly("2b3");
    assertThat(history("kept", "dog")).isEmpty();
    assertThat(sweep.isOver()).isFalse();
  }

  @Test
  void removesAllHistoriesOfAStepThatKeepsNone() throws StoreException {
    StateChange[] first =
        IntStream.range(0, 250)
            .mapToObj(i -> change("kept", "k" + i, "a"))
            .toArray(StateChange[]::new);
    round(first);
    round(
        IntStream.range(0, 250)
            .mapToObj(i -> change("kept", "k" + i, "b"))
            .toArray(StateChange[]::new));
    HistorySweep sweep = new HistorySweep("kept", NONE);
    int rounds = 0;
    while (!sweep.isOver()) {
      commit(sweep.next(store, key -> true, now));
      rounds++;
    }
    assertThat(rounds).isGreaterThan(2);
    assertThat(store.keys(HistoryRow.stepOf("kept"), "", Optional.empty(), 1)).isEmpty();
    assertThat(store.keys("kept", "", Optional.empty(), 1000)).hasSize(250);
  }
}

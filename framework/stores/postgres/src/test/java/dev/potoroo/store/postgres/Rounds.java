package dev.potoroo.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What tests do with a store again and again. */
final class Rounds {
  static final String STEP = "count";
  static final List<String> KEYS = IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList();

  private Rounds() {}

  /** Takes over and enters the new generation. */
  static long begin(StateStore store) throws StoreException {
    long generation = store.takeOver().generation();
    store.enter(generation);
    return generation;
  }

  /** Writes and commits a round. */
  static void round(StateStore store, long generation, long round, StateChange... changes)
      throws StoreException {
    store.write(generation, round, Arrays.asList(changes));
    store.commit(commit(generation, round));
  }

  /** Changes of a round that sets all keys to the same: a torn round shows at once. */
  static List<StateChange> allKeys(String state) {
    return KEYS.stream().map(key -> change(key, state)).toList();
  }

  /** What all keys are at, empty if they are not there yet. */
  static Optional<String> allKeys(StateStore store) throws StoreException {
    List<Optional<String>> states =
        store.load(STEP, KEYS).stream().map(found -> found.map(Rounds::text)).distinct().toList();
    if (states.size() != 1) {
      throw new AssertionError("a round is seen in part: " + states);
    }
    return states.get(0);
  }

  static Optional<String> text(StateStore store, String key) throws StoreException {
    return store.load(STEP, List.of(key)).get(0).map(Rounds::text);
  }

  private static String text(StoredState state) {
    return new String(state.state(), UTF_8);
  }

  static List<String> keys(StateStore store) throws StoreException {
    return store.keys(STEP, "", Optional.empty(), Integer.MAX_VALUE);
  }

  static RoundCommit commit(long generation, long round) {
    Map<String, Map<String, Long>> positions = Map.of("ticks", Map.of("0", round));
    return new RoundCommit(generation, round, Instant.EPOCH, 128, positions, Map.of());
  }

  static StateChange change(String key, String state) {
    return new StateChange(STEP, key, 1, Instant.EPOCH, state.getBytes(UTF_8));
  }

  static StateChange removal(String key) {
    return new StateChange(STEP, key, 2, Instant.EPOCH, null);
  }

  /** A call that may be made again. */
  interface Call<T> {
    T call() throws StoreException;
  }

  /** Makes it until the store is not away. */
  static <T> T untilAvailable(Call<T> call) throws StoreException {
    while (true) {
      try {
        return call.call();
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.UNAVAILABLE) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }
}

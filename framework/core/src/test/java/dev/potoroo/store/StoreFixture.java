package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** Opens the stores of one test and closes them, and says briefly what tests need often. */
public abstract class StoreFixture {
  protected static final String STEP = "count";
  protected static final Instant TOUCHED = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  private static final String PIPELINE = "contract";
  private final List<StateStore> opened = new ArrayList<>();

  /**
   * Opens the store of a pipeline. Within a test, the same pipeline finds the same data again; each
   * test begins without any.
   */
  protected abstract StateStore open(String pipeline) throws Exception;

  /** Whether a store can be opened while another has it open. */
  protected abstract boolean shared();

  /** Whether it may list timers that no object has as of the last commit. */
  protected boolean listsStaleTimers() {
    return false;
  }

  /**
   * Opens the store of a pipeline as it is after the process that had it open was killed. Stores
   * for which this makes a difference leave {@code running} as it is, and give what a new process
   * would find; the others close it and open it again.
   */
  protected StateStore crashed(String pipeline, StateStore running) throws Exception {
    running.close();
    return open(pipeline);
  }

  @AfterEach
  void closeStores() {
    opened.forEach(StateStore::close);
  }

  final StateStore open() throws Exception {
    return closedLater(open(PIPELINE));
  }

  final StateStore crashed(StateStore running) throws Exception {
    return closedLater(crashed(PIPELINE, running));
  }

  /** The store of another node, where there can be one. */
  final StateStore another(StateStore store) throws Exception {
    return shared() ? open() : store;
  }

  final StateStore closedLater(StateStore store) {
    opened.add(store);
    return store;
  }

  /** Takes over and enters the new generation, as the node that coordinates does. */
  static long begin(StateStore store) throws StoreException {
    long generation = store.takeOver().generation();
    store.enter(generation);
    return generation;
  }

  static void round(StateStore store, long generation, long round, StateChange... changes)
      throws StoreException {
    store.write(generation, round, List.of(changes));
    store.commit(commit(generation, round));
  }

  static RoundCommit commit(long generation, long round) {
    return new RoundCommit(
        generation,
        round,
        TOUCHED.plusSeconds(round),
        128,
        Map.of("ticks", Map.of("0", round * 1000, "1", 5L)),
        Map.of("prices", Map.of("prices.csv", "at " + round)));
  }

  static StateChange change(String key, String state) {
    return new StateChange(STEP, key, 1, TOUCHED, state.getBytes(UTF_8));
  }

  static StateChange removal(String key) {
    return new StateChange(STEP, key, 2, TOUCHED, null);
  }

  /** The state of an object as text, if there is one. */
  static Optional<String> text(StateStore store, String key) throws StoreException {
    return load(store, key).map(state -> new String(state.state(), UTF_8));
  }

  static Optional<StoredState> load(StateStore store, String key) throws StoreException {
    return store.load(STEP, List.of(key)).get(0);
  }

  static List<String> keys(StateStore store, String prefix) throws StoreException {
    return store.keys(STEP, prefix, Optional.empty(), Integer.MAX_VALUE);
  }
}

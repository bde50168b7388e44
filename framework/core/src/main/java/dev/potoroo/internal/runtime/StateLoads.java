package dev.potoroo.internal.runtime;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * States that wait to be read from the store. Those that wait together are read together: when
 * shards have moved, or a generation was undone, each object is read before its first record, and
 * one by one most of the time would go into asking. Thread-safe.
 */
final class StateLoads {
  /** What it reads at once has about this size, in bytes. */
  private static final long BYTES_AT_ONCE = 1L << 20;

  private static final int MOST_AT_ONCE = 2048;

  private final Map<String, Queue<Load>> waiting = new ConcurrentHashMap<>();

  /** Of what was read last; a lost update between readers does no harm. */
  private volatile long averageBytes = BYTES_AT_ONCE / MOST_AT_ONCE;

  /** Some objects of a step, and who gets their states. */
  private record Load(
      List<String> keys, BooleanSupplier wanted, Consumer<List<Optional<StoredState>>> then) {}

  /** Has the store read states. */
  interface Reading {
    List<Optional<StoredState>> read(List<String> keys, BooleanSupplier wanted)
        throws StoreException;
  }

  /** Adds some; {@link #read} must then be called once more for this step, by any thread. */
  void add(
      String step,
      List<String> keys,
      BooleanSupplier wanted,
      Consumer<List<Optional<StoredState>>> then) {
    waitingFor(step).add(new Load(keys, wanted, then));
  }

  /** Reads what waits, as much as is good at once; nothing if others have read it all. */
  void read(String step, Reading reading) throws StoreException {
    List<Load> loads = take(waitingFor(step));
    if (loads.isEmpty()) {
      return;
    }
    List<String> keys = new ArrayList<>();
    loads.forEach(load -> keys.addAll(load.keys));
    List<Optional<StoredState>> found =
        reading.read(keys, () -> loads.stream().anyMatch(load -> load.wanted.getAsBoolean()));
    averageBytes = bytes(found) / keys.size();
    int from = 0;
    for (Load load : loads) {
      int to = from + load.keys.size();
      if (load.wanted.getAsBoolean()) {
        load.then.accept(found.subList(from, to));
      }
      from = to;
    }
  }

  private Queue<Load> waitingFor(String step) {
    return waiting.computeIfAbsent(step, name -> new ConcurrentLinkedQueue<>());
  }

  private List<Load> take(Queue<Load> of) {
    long most = Math.min(MOST_AT_ONCE, BYTES_AT_ONCE / Math.max(1, averageBytes));
    List<Load> loads = new ArrayList<>();
    int keys = 0;
    // At least one, however large the states are.
    while (keys == 0 || keys < most) {
      Load next = of.poll();
      if (next == null) {
        break;
      }
      loads.add(next);
      keys += next.keys.size();
    }
    return loads;
  }

  private static long bytes(List<Optional<StoredState>> states) {
    long bytes = 0;
    for (Optional<StoredState> state : states) {
      bytes += state.map(s -> s.state().length).orElse(0);
    }
    return bytes;
  }
}

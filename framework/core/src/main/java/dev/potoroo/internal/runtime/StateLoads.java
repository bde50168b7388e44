package dev.potoroo.internal.runtime;

import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * States that wait to be read from the store. Those of a step that wait together are read together:
 * when shards have moved, or a generation was undone, each object is read before its first record,
 * and one by one most of the time would go into asking. They are read one lot after the other, so
 * that none waits while later ones come and go. Thread-safe.
 */
final class StateLoads {
  /** What it reads at once has about this size, in bytes. */
  private static final long BYTES_AT_ONCE = 1L << 20;

  private static final int MOST_AT_ONCE = 2048;

  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  /** Of what was read last; a lost update between steps does no harm. */
  private volatile long averageBytes = BYTES_AT_ONCE / MOST_AT_ONCE;

  /** Some objects of a step, and who gets their states. */
  private record Load(
      List<String> keys, BooleanSupplier wanted, Consumer<List<Optional<StoredState>>> then) {}

  /** The loads of a step, in the order in which they were asked for. */
  private static final class Line {
    private final Queue<Load> waiting = new ArrayDeque<>();
    private boolean read;

    /** True if nobody reads, or is going to. */
    synchronized boolean add(Load load) {
      waiting.add(load);
      boolean first = !read;
      read = true;
      return first;
    }

    /** True if there is more to read; else nobody is going to. */
    synchronized boolean goesOn() {
      read = !waiting.isEmpty();
      return read;
    }

    /** The next loads, of about so many keys; one at least, if there is one. */
    synchronized List<Load> take(long most) {
      List<Load> loads = new ArrayList<>();
      int keys = 0;
      while (!waiting.isEmpty() && (keys == 0 || keys < most)) {
        Load next = waiting.remove();
        loads.add(next);
        keys += next.keys.size();
      }
      return loads;
    }
  }

  /** Has the store read states. */
  interface Reading {
    List<Optional<StoredState>> read(List<String> keys, BooleanSupplier wanted)
        throws StoreException;
  }

  /**
   * Adds some.
   *
   * @return whether {@link #read} must now be called for this step, by any thread; else somebody is
   *     going to
   */
  boolean add(
      String step,
      List<String> keys,
      BooleanSupplier wanted,
      Consumer<List<Optional<StoredState>>> then) {
    return line(step).add(new Load(keys, wanted, then));
  }

  /** After a {@link #read}, whether it must be called again. */
  boolean goesOn(String step) {
    return line(step).goesOn();
  }

  /** Reads what waits, as much as is good at once. */
  void read(String step, Reading reading) throws StoreException {
    long most = Math.min(MOST_AT_ONCE, BYTES_AT_ONCE / Math.max(1, averageBytes));
    List<Load> loads = line(step).take(most);
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

  private Line line(String step) {
    return lines.computeIfAbsent(step, name -> new Line());
  }

  private static long bytes(List<Optional<StoredState>> states) {
    long bytes = 0;
    for (Optional<StoredState> state : states) {
      bytes += state.map(s -> s.state().length).orElse(0);
    }
    return bytes;
  }
}

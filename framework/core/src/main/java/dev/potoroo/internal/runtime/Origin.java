package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Where records came in: a node, in a generation. Knows how many of that node's records, and of the
 * records made from them, are in flight anywhere. Thread-safe.
 */
sealed interface Origin {
  /** The node's number in the assignment of the generation. */
  int node();

  /** What this node counts in the generation; records of any other are not processed any more. */
  Flight flight();

  /** That many more (or fewer) of its records are in flight. */
  void add(long delta);

  /** This node: its readers wait while too much is in flight. */
  final class Local implements Origin {
    private final Flight flight;
    private final int node;
    private final AtomicLong inFlight = new AtomicLong();
    private final Runnable onRelief;
    private final Runnable onEmpty;
    private volatile long limit;
    private volatile boolean waited;
    private volatile boolean draining;

    /**
     * Makes it.
     *
     * @param onRelief called when there is room again after {@link #full} has said no
     * @param onEmpty called when nothing is in flight, while {@link #draining}
     */
    Local(Flight flight, int node, long limit, Runnable onRelief, Runnable onEmpty) {
      this.flight = flight;
      this.node = node;
      this.limit = limit;
      this.onRelief = onRelief;
      this.onEmpty = onEmpty;
    }

    @Override
    public int node() {
      return node;
    }

    @Override
    public Flight flight() {
      return flight;
    }

    void limit(long records) {
      limit = Math.max(1, records);
    }

    @Override
    public void add(long delta) {
      long now = inFlight.addAndGet(delta);
      if (delta < 0 && waited && now < limit) {
        waited = false;
        onRelief.run();
      }
      if (now == 0 && draining) {
        onEmpty.run();
      }
    }

    /** Whether it is to be told when nothing is in flight. */
    void draining(boolean wanted) {
      draining = wanted;
    }

    /** Whether readers must wait. */
    boolean full() {
      if (inFlight.get() < limit) {
        return false;
      }
      waited = true;
      return inFlight.get() >= limit;
    }

    /** Whether as many are in flight as may be, for those who only look. */
    boolean isFull() {
      return inFlight.get() >= limit;
    }

    long inFlight() {
      return inFlight.get();
    }
  }

  /** Another node: changes are gathered and sent to it now and then. */
  final class Remote implements Origin {
    private static final long SEND_AT_ONCE = 4096;
    private final Flight flight;
    private final int node;
    private final AtomicLong gathered = new AtomicLong();
    private final LongConsumer send;

    Remote(Flight flight, int node, LongConsumer send) {
      this.flight = flight;
      this.node = node;
      this.send = send;
    }

    @Override
    public int node() {
      return node;
    }

    @Override
    public Flight flight() {
      return flight;
    }

    @Override
    public void add(long delta) {
      if (Math.abs(gathered.addAndGet(delta)) >= SEND_AT_ONCE) {
        flush();
      }
    }

    void flush() {
      long delta = gathered.getAndSet(0);
      if (delta != 0) {
        send.accept(delta);
      }
    }
  }
}

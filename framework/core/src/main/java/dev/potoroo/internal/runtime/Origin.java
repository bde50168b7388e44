package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Where records came in: a node. Knows how many of that node's records, and of the records made
 * from them, are in flight anywhere. Thread-safe.
 */
sealed interface Origin {
  /** The node's index in the {@link ShardTable}. */
  int node();

  /** That many more (or fewer) of its records are in flight. */
  void add(long delta);

  /** This node: its readers wait while too much is in flight. */
  final class Local implements Origin {
    private final AtomicLong inFlight = new AtomicLong();
    private final Runnable onRelief;
    private volatile int node;
    private volatile long limit;
    private volatile boolean waited;

    /** {@code onRelief} is called when there is room again after {@link #full} has said no. */
    Local(long limit, Runnable onRelief) {
      this.limit = limit;
      this.onRelief = onRelief;
    }

    @Override
    public int node() {
      return node;
    }

    void node(int index) {
      node = index;
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
    }

    /** Whether readers must wait. */
    boolean full() {
      if (inFlight.get() < limit) {
        return false;
      }
      waited = true;
      return inFlight.get() >= limit;
    }

    long inFlight() {
      return inFlight.get();
    }
  }

  /** Another node: changes are gathered and sent to it now and then. */
  final class Remote implements Origin {
    private static final long SEND_AT_ONCE = 4096;
    private final int node;
    private final AtomicLong gathered = new AtomicLong();
    private final LongConsumer send;

    Remote(int node, LongConsumer send) {
      this.node = node;
      this.send = send;
    }

    @Override
    public int node() {
      return node;
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

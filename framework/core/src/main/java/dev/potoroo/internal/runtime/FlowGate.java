package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a node's lanes whether they may bring records back into the flow, such as one that has
 * waited to be tried again: only while sources may read, too. Whoever is inside has not counted its
 * record yet, so that the gate is closed only when nobody is. Thread-safe; of one generation.
 */
final class FlowGate {
  private final AtomicInteger inside = new AtomicInteger();
  private final Runnable onClosed;
  private volatile boolean open;

  /**
   * Makes one that is not open.
   *
   * @param onClosed called when the last one has left after {@link #close}; by any thread
   */
  FlowGate(Runnable onClosed) {
    this.onClosed = onClosed;
  }

  /** Whether one may pass; then {@link #leave} must follow, after the record was counted. */
  boolean enter() {
    inside.incrementAndGet();
    if (open) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (inside.decrementAndGet() == 0 && !open) {
      onClosed.run();
    }
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  /** Whether it has not been closed; it may be the next moment. */
  boolean isOpen() {
    return open;
  }

  /** Whether nothing can come through any more, and what has come is counted. */
  boolean closed() {
    return !open && inside.get() == 0;
  }
}

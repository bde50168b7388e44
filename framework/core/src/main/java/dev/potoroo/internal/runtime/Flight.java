package dev.potoroo.internal.runtime;

import java.util.concurrent.atomic.LongAdder;

/**
 * What one node counts of the records of one generation: when, over all nodes, as many are settled
 * as were emitted, none is in flight. Thread-safe.
 */
final class Flight {
  private final long generation;
  private final LongAdder emitted = new LongAdder();
  private final LongAdder settled = new LongAdder();

  Flight(long generation) {
    this.generation = generation;
  }

  long generation() {
    return generation;
  }

  /** Records emitted on this node, counted before they are sent. */
  LongAdder emitted() {
    return emitted;
  }

  /** Records processed to their end on this node, counted after all that was made from them. */
  LongAdder settled() {
    return settled;
  }
}

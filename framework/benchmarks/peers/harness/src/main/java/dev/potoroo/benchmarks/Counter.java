package dev.potoroo.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts for one thread, which others may look at; it has cache lines of its own. */
public final class Counter {
  private static final int AT = 16;

  private final AtomicLongArray cells = new AtomicLongArray(2 * AT);

  Counter() {}

  /** Counts one more; by one thread only. */
  public void count() {
    cells.setOpaque(AT, cells.getPlain(AT) + 1);
  }

  long counted() {
    return cells.getOpaque(AT);
  }
}

package dev.potoroo.connector.generator;

import java.util.function.LongSupplier;

/** When the record at an index is due. Counts from its own making, so it does not drift. */
final class Schedule {
  private static final long NANOS = 1_000_000_000;

  private final long rate;
  private final long firstIndex;
  private final LongSupplier nanoTime;
  private final long start;

  /**
   * A schedule.
   *
   * @param rate records a second over the whole source, at most 10^9; 0 for no limit
   * @param firstIndex the index that is due at once
   */
  Schedule(long rate, long firstIndex, LongSupplier nanoTime) {
    this.rate = rate;
    this.firstIndex = firstIndex;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** The records with an index below this one are due. */
  long dueIndex() {
    if (rate == 0) {
      return Long.MAX_VALUE;
    }
    // In two parts, so that neither overflows: the rate is at most 10^9.
    long elapsed = nanoTime.getAsLong() - start;
    return firstIndex + elapsed / NANOS * rate + elapsed % NANOS * rate / NANOS + 1;
  }

  /** Nanoseconds until the record at {@code index} is due; not positive if it is. */
  long nanosUntil(long index) {
    if (rate == 0) {
      return 0;
    }
    long records = index - firstIndex;
    long due = records / rate * NANOS + (records % rate * NANOS + rate - 1) / rate;
    return due - (nanoTime.getAsLong() - start);
  }
}

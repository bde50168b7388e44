package dev.potoroo.connector.generator;

import java.util.function.LongSupplier;

/** When the record at an index is due. Counts from its own making, so it does not drift. */
final class Schedule {
  private static final double NANOS = 1e9;

  private final long rate;
  private final long firstIndex;
  private final LongSupplier nanoTime;
  private final long start;

  /**
   * A schedule.
   *
   * @param rate records a second over the whole source, 0 for no limit
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
    double seconds = (nanoTime.getAsLong() - start) / NANOS;
    return firstIndex + (long) (seconds * rate) + 1;
  }

  /** Nanoseconds until the record at {@code index} is due; not positive if it is. */
  long nanosUntil(long index) {
    double due = (index - firstIndex) * NANOS / Math.max(1, rate);
    return (long) Math.ceil(due) - (nanoTime.getAsLong() - start);
  }
}

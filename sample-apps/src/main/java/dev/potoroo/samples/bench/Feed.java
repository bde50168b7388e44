package dev.potoroo.samples.bench;

/** Makes up the records of a workload. Thread-safe. */
public interface Feed<T> {
  /** Without a schedule so many records of a split come one after another; else they mix. */
  int CHUNK = 64;

  /**
   * A record.
   *
   * @param n its number in its split
   * @param time when it is due, as {@link System#nanoTime}; without a schedule, its number
   */
  T record(int split, long n, long time);
}

package dev.potoroo.internal.runtime;

/**
 * Keeps the bytes in flight bounded too: from the size of what was read lately it computes how many
 * records may be in flight. Thread-safe; a lost update between readers does no harm.
 */
final class RecordSizes {
  private static final double WEIGHT_OF_LATEST = 0.2;
  private final long window;
  private final long windowSize;
  private volatile double average;

  RecordSizes(long window, long windowSize) {
    this.window = window;
    this.windowSize = windowSize;
  }

  void read(Origin.Local origin, int records, long bytes) {
    if (records == 0 || bytes == 0 && average == 0) {
      return;
    }
    double latest = (double) bytes / records;
    // A jump up counts at once, a fall only slowly.
    double next = latest > average ? latest : average + WEIGHT_OF_LATEST * (latest - average);
    average = next;
    origin.limit(Math.min(window, (long) (windowSize / Math.max(1, next))));
  }
}

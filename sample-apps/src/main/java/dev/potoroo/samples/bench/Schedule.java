package dev.potoroo.samples.bench;

import java.util.concurrent.TimeUnit;

/**
 * When records are due, all splits in turn.
 *
 * @param began when the first one is, as {@link System#nanoTime}
 * @param nanosPerRecord 0 if they are not due at any time: as fast as possible
 */
public record Schedule(long began, double nanosPerRecord) {
  private static final long AHEAD_NANOS = 200_000_000;

  /** That of a run which begins now, or of one that has begun earlier, in another process. */
  public static Schedule of(BenchOptions options) {
    long untilBegin =
        options.dueSince == 0
            ? AHEAD_NANOS
            : TimeUnit.MILLISECONDS.toNanos(options.dueSince - System.currentTimeMillis());
    double nanosPerRecord = options.rate == 0 ? 0 : 1e9 / options.rate;
    return new Schedule(System.nanoTime() + untilBegin, nanosPerRecord);
  }

  /** Whether there is none. */
  public boolean none() {
    return nanosPerRecord == 0;
  }

  /**
   * When a record of a split is due, as {@link System#nanoTime}; without a schedule, its number.
   */
  public long due(int split, long n) {
    return none() ? n : began + (long) ((n * Keys.SPLITS + split) * nanosPerRecord);
  }
}

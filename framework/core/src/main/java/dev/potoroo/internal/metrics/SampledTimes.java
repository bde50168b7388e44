package dev.potoroo.internal.metrics;

/**
 * Measures how long some of many calls take, and counts each for those since the one before. The
 * faster they follow each other the fewer are measured, so that the clock costs next to nothing.
 * For one thread.
 */
public final class SampledTimes {
  /** At most one call in so many nanoseconds is measured, as long as that is one of 64. */
  private static final long BETWEEN_NANOS = 20_000;

  private static final int FEWEST = 64;

  private final Durations durations;
  private int every = 1;
  private int left = 1;
  private long before;

  public SampledTimes(Durations durations) {
    this.durations = durations;
  }

  /** Whether the call that begins now is to be measured; to be asked once for each call. */
  public boolean next() {
    return --left <= 0;
  }

  /** A call that was to be measured has ended. */
  public void took(long beganAt, long endedAt) {
    durations.add(endedAt - beganAt, every);
    long perCall = Math.max(1, (endedAt - before) / every);
    before = endedAt;
    every = (int) Math.max(1, Math.min(FEWEST, BETWEEN_NANOS / perCall));
    left = every;
  }
}

package dev.potoroo.internal.runtime;

import java.time.Instant;

/** Moments as numbers. */
final class Instants {
  private static final long NANOS = 1_000_000_000;
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS;

  private Instants() {}

  /**
   * A watermark as people see it: {@link Instant#MIN} and {@link Instant#MAX} for the least and the
   * greatest number.
   */
  static Instant of(long millis) {
    if (millis == Long.MIN_VALUE) {
      return Instant.MIN;
    }
    return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
  }

  /** In nanoseconds since 1970; of the years 1677 to 2262 exactly, of others the nearest. */
  static long nanos(Instant at) {
    if (Math.abs(at.getEpochSecond()) < MOST_SECONDS) {
      return at.getEpochSecond() * NANOS + at.getNano();
    }
    return at.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** The moment so many nanoseconds after the beginning of 1970. */
  static Instant ofNanos(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}

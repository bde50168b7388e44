package dev.potoroo.internal.runtime;

import java.time.Instant;

/** Watermarks as people see them. */
final class Instants {
  private Instants() {}

  /** {@link Instant#MIN} and {@link Instant#MAX} for the least and the greatest number. */
  static Instant of(long millis) {
    if (millis == Long.MIN_VALUE) {
      return Instant.MIN;
    }
    return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
  }
}

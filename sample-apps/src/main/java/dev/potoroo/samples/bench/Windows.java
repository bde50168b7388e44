package dev.potoroo.samples.bench;

import java.time.Duration;

/**
 * The windows of {@link Workload#WINDOWS}. The time of a trade is its number in its split, in
 * milliseconds since 1970, and a window is as long as there are symbols: so each has four trades in
 * a window, on average.
 */
public final class Windows {
  /** A trade comes after others of its reader that are later, by no more than that. */
  public static final Duration DISORDER = Duration.ofMillis(Feed.CHUNK);

  private Windows() {}

  /** How long a window is. */
  public static Duration size(int symbols) {
    return Duration.ofMillis(symbols);
  }
}

package dev.potoroo.connector.jdbc;

import java.util.ArrayDeque;

/**
 * Up to which value rows may be read: one that was the highest a while ago, so that rows with lower
 * values, of transactions that were still open then, have become visible.
 */
final class Settled {
  private final long nanos;
  private final ArrayDeque<Seen> seen = new ArrayDeque<>();
  private long settled;

  private record Seen(long value, long at) {}

  Settled(long nanos) {
    this.nanos = nanos;
  }

  /**
   * The highest value is this, now.
   *
   * @param now in nanoseconds from anywhere
   * @return up to where may be read; 0 if nothing yet
   */
  long upTo(long highest, long now) {
    if (highest > (seen.isEmpty() ? settled : seen.getLast().value())) {
      seen.add(new Seen(highest, now));
    }
    while (!seen.isEmpty() && now - seen.element().at() >= nanos) {
      settled = seen.remove().value();
    }
    return settled;
  }
}

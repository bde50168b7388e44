package dev.potoroo.management;

/**
 * So many in a second, and no more: what was not used is kept for one second. Safe for use by any
 * thread; knows no clock.
 */
final class Allowance {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private double left;
  private long seenAt;

  Allowance(int perSecond, long nanoTime) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.seenAt = nanoTime;
  }

  /** Takes one; false if there is none left. */
  synchronized boolean take(long nanoTime) {
    refill(nanoTime);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Whether there is one left. */
  synchronized boolean any(long nanoTime) {
    refill(nanoTime);
    return left >= 1;
  }

  private void refill(long nanoTime) {
    left = Math.min(perSecond, left + (nanoTime - seenAt) / NANOS * perSecond);
    seenAt = nanoTime;
  }
}

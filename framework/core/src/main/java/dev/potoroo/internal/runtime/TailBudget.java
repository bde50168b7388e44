package dev.potoroo.internal.runtime;

/**
 * How much time of a lane may be spent on telling of keys: a share of the time that passes. What is
 * spent beyond it is a debt, and until it is paid nothing may be spent. Plain logic; for one
 * thread.
 */
final class TailBudget {
  /** So much may be spent at once after a time in which nothing was. */
  private static final long MAX_CREDIT = 10_000_000;

  /** One that took very long does not make blind for minutes. */
  private static final long MAX_DEBT = 100_000_000;

  private static final int ALL = 100;

  private final int percent;
  private long credit = MAX_CREDIT;
  private long last;

  /**
   * @param percent the share; 100 is no limit
   */
  TailBudget(int percent, long nowNanos) {
    this.percent = percent;
    this.last = nowNanos;
  }

  /** Whether there is anything left. */
  boolean left(long nowNanos) {
    credit = Math.min(MAX_CREDIT, credit + (nowNanos - last) * percent / 100);
    // What is lost by rounding down would be all of it if it is asked for very often.
    last = nowNanos - (nowNanos - last) * percent % 100 / percent;
    return credit > 0 || percent == ALL;
  }

  void spend(long nanos) {
    credit = Math.max(-MAX_DEBT, credit - nanos);
  }
}

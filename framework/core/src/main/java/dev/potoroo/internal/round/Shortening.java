package dev.potoroo.internal.round;

/**
 * How many rounds come before the last one. A round lasts at least as long as the one before takes
 * to be written, and the shorter it lasts, the less there is to write: so rounds that follow at
 * once get shorter, until a last one, for which records have to stand still, takes little time. As
 * memory is copied before a virtual machine moves.
 */
final class Shortening {
  private static final int MOST = 4;

  /** A round that lasts for this part of the interval is short enough. */
  private static final int SHORT = 8;

  /** A round that is not shorter by a quarter is not worth another one. */
  private static final double GAIN = 0.75;

  private final long enough;
  private long before = Long.MAX_VALUE;
  private int rounds;

  /**
   * Begins.
   *
   * @param interval of rounds that nothing hurries, in nanoseconds
   */
  Shortening(long interval) {
    enough = interval / SHORT;
  }

  /**
   * A round that could be the last is about to end.
   *
   * @param flowed for how long records have flowed in it, in nanoseconds
   * @return whether to write it while records flow, and have another one
   */
  boolean goesOn(long flowed) {
    boolean gains = flowed > enough && flowed < before * GAIN;
    before = flowed;
    rounds++;
    return gains && rounds < MOST;
  }
}

package dev.potoroo.internal.runtime;

/**
 * Tells when a reader has read all that was there when it began: nothing is left, as the connector
 * says; or, if it does not know, it has had nothing for a second. Told by one thread, asked by any.
 */
final class CatchingUp {
  private static final long NOTHING_FOR_NANOS = 1_000_000_000;

  private volatile boolean done;
  private boolean silent;
  private long silentSince;

  /**
   * The reader has had nothing.
   *
   * @param lag what is left, -1 if that is not known
   * @param now in nanoseconds, of whatever beginning
   * @return whether it is known by that, for the first time, that all was read
   */
  boolean nothing(long lag, long now) {
    if (done) {
      return false;
    }
    if (lag > 0) {
      silent = false;
      return false;
    }
    if (!silent) {
      silent = true;
      silentSince = now;
    }
    done = lag == 0 || now - silentSince >= NOTHING_FOR_NANOS;
    return done;
  }

  /** The reader has had something. */
  void something() {
    silent = false;
  }

  boolean isDone() {
    return done;
  }
}

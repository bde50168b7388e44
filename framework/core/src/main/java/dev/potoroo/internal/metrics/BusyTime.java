package dev.potoroo.internal.metrics;

/**
 * For how long a thread has had something to do; it says when it sleeps. Thread-safe; knows no
 * clock.
 */
public final class BusyTime {
  private long beganAt;
  private boolean began;
  private long asleepSince;
  private boolean asleep;
  private long sleptNanos;

  /** The thread begins to work. */
  public synchronized void begins(long nanoTime) {
    beganAt = nanoTime;
    began = true;
  }

  /** It has nothing to do. */
  public synchronized void sleeps(long nanoTime) {
    asleepSince = nanoTime;
    asleep = true;
  }

  /** It goes on. */
  public synchronized void wakes(long nanoTime) {
    sleptNanos += nanoTime - asleepSince;
    asleep = false;
  }

  /** For how long it has had something to do; 0 if it has not begun. */
  public synchronized long busyNanos(long nanoTime) {
    if (!began) {
      return 0;
    }
    long sleeping = asleep ? nanoTime - asleepSince : 0;
    return nanoTime - beganAt - sleptNanos - sleeping;
  }
}

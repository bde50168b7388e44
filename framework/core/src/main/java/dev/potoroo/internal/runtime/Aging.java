package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.Step;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.Instant;

/**
 * Objects that nothing has touched for the step's time to live. Each has one timer, which is not
 * set anew each time the object is touched: when it fires, it is seen whether the object has been
 * since.
 */
final class Aging {
  private Aging() {}

  /** When an object that was touched then is old, in milliseconds since 1970. */
  static long at(Step<?, ?, ?> step, Instant touched) {
    return ObjectTimers.millis(touched.plus(step.ttl().orElseThrow()));
  }

  /** The object was touched, which is to be stored too. */
  static void touched(Step<?, ?, ?> step, ObjectTimers timers, Instant now) {
    if (timers.get(FiredTimer.TTL) == null) {
      timers.set(new StoredTimer(FiredTimer.TTL, TimeDomain.PROCESSING, at(step, now)));
    }
    timers.touched();
  }
}

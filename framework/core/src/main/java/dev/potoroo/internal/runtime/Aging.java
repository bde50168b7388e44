package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.Step;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Objects that nothing has touched for the step's time to live. Each has one timer.
 *
 * <p>By the clock it is not set anew each time the object is touched: when it fires, it is seen
 * whether the object has been since. By event time it is, since nothing else tells when the object
 * was touched; that time is the same all through a round, so it is at most once a round.
 */
final class Aging {
  /** When an object ages that was touched before event time was known: as soon as it is. */
  private static final long UNKNOWN = Long.MIN_VALUE + 1;

  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private Aging() {}

  /** The object was touched, which is to be stored too. */
  static void touched(Step<?, ?, ?> step, ObjectTimers timers, Instant now, Instant eventTime) {
    StoredTimer set = timers.get(FiredTimer.TTL);
    if (step.agesByEventTime()) {
      long at = byEventTime(step, eventTime);
      if (set == null || set.domain() != TimeDomain.EVENT || set.at() != at) {
        timers.set(new StoredTimer(FiredTimer.TTL, TimeDomain.EVENT, at));
      }
    } else if (set == null || set.domain() != TimeDomain.PROCESSING) {
      timers.set(new StoredTimer(FiredTimer.TTL, TimeDomain.PROCESSING, byClock(step, now)));
    }
    timers.touched();
  }

  /**
   * Whether an object whose timer has fired is old. If not, the timer is set anew.
   *
   * @param touched when it was touched, by the clock
   */
  static boolean isOld(
      Step<?, ?, ?> step,
      ObjectTimers timers,
      FiredTimer fired,
      Instant touched,
      Instant now,
      Instant eventTime) {
    if (step.ttl().isEmpty()) {
      // The step had a time to live when the object was stored.
      timers.remove(FiredTimer.TTL);
      return false;
    }
    StoredTimer next;
    if (step.agesByEventTime()) {
      if (fired.eventTime() && fired.at() != UNKNOWN) {
        return true;
      }
      next = new StoredTimer(FiredTimer.TTL, TimeDomain.EVENT, byEventTime(step, eventTime));
    } else {
      next = new StoredTimer(FiredTimer.TTL, TimeDomain.PROCESSING, byClock(step, touched));
      if (next.at() <= now.toEpochMilli()) {
        return true;
      }
    }
    timers.set(next);
    return false;
  }

  /**
   * When a timer is due, as far as is known: that of an object that ages by the clock is older than
   * the latest touch.
   *
   * @return null if that is no date that people know
   */
  static @Nullable Instant due(Step<?, ?, ?> step, StoredTimer timer, Instant touched) {
    boolean ages =
        timer.name().equals(FiredTimer.TTL)
            && timer.domain() == TimeDomain.PROCESSING
            && step.ttl().isPresent()
            && !step.agesByEventTime();
    long at = ages ? byClock(step, touched) : timer.at();
    return at < FIRST || at > LAST ? null : Instant.ofEpochMilli(at);
  }

  private static long byClock(Step<?, ?, ?> step, Instant touched) {
    return ObjectTimers.millis(touched.plus(step.ttl().orElseThrow()));
  }

  private static long byEventTime(Step<?, ?, ?> step, Instant touched) {
    if (touched.equals(Instant.MIN)) {
      return UNKNOWN;
    }
    try {
      return ObjectTimers.millis(touched.plus(step.ttl().orElseThrow()));
    } catch (DateTimeException | ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}

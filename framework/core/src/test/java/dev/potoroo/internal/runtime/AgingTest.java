package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.FiredTimer;
import dev.potoroo.Step;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Objects that age, without a runtime. With {@code -Dtest.cases=N}, N times as many random streams.
 */
class AgingTest {
  private static final int CASES = Integer.getInteger("test.cases", 1);
  private static final long AGE = 50;

  private final Step<String, Integer, Void> step =
      Step.named("s")
          .in(String.class)
          .state(Integer.class, () -> 0)
          .out(Void.class)
          .on(String.class, (n, word, ctx) -> ctx.keep());

  private final Step<String, Integer, Void> byClock = step.ttl(Duration.ofMillis(AGE));
  private final Step<String, Integer, Void> byEventTime =
      step.ttlByEventTime(Duration.ofMillis(AGE));

  private static Instant at(long millis) {
    return millis < 0 ? Instant.MIN : Instant.ofEpochMilli(millis);
  }

  /** An object is old when time has moved on so far since it was touched, or since time began. */
  @Property(tries = 200)
  void isOldAsSoonAsTheReferenceSays(@ForAll boolean eventTime, @ForAll long seed) {
    for (int i = 0; i < CASES; i++) {
      compare(eventTime ? byEventTime : byClock, eventTime, new Random(seed + i));
    }
  }

  private static void compare(Step<?, ?, ?> step, boolean eventTime, Random random) {
    ObjectTimers timers = new ObjectTimers(List.of());
    // Event time is not known at first.
    long now = eventTime ? -1 : 0;
    long touched = now;
    Aging.touched(step, timers, at(Math.max(0, now)), at(now));
    for (int i = 0; i < 30; i++) {
      long before = now;
      now = Math.max(0, now) + random.nextInt(40);
      if (eventTime && before < 0 && touched < 0) {
        touched = now;
      }
      boolean old = fires(step, timers, at(touched), now, eventTime);
      assertThat(old)
          .as("touched at %s, now it is %s", touched, now)
          .isEqualTo(now - touched >= AGE);
      if (old) {
        return;
      }
      if (random.nextInt(3) == 0) {
        touched = now;
        Aging.touched(step, timers, at(now), at(now));
      }
    }
  }

  /** Fires the timer as often as it is due. */
  private static boolean fires(
      Step<?, ?, ?> step, ObjectTimers timers, Instant touched, long now, boolean eventTime) {
    StoredTimer set = timers.get(FiredTimer.TTL);
    while (set != null && set.at() <= now) {
      FiredTimer fired = new FiredTimer(FiredTimer.TTL, eventTime, set.at());
      assertThat(timers.due(fired)).isNotNull();
      if (Aging.isOld(step, timers, fired, touched, at(now), at(now))) {
        return true;
      }
      set = timers.get(FiredTimer.TTL);
    }
    return false;
  }

  @Test
  void byEventTimeTheTimerIsSetOnceARound() {
    ObjectTimers timers = new ObjectTimers(List.of());
    Aging.touched(byEventTime, timers, at(7), at(100));
    List<StoredTimer> first = timers.all();
    Aging.touched(byEventTime, timers, at(8), at(100));
    assertThat(timers.all()).isSameAs(first);
    Aging.touched(byEventTime, timers, at(9), at(120));
    assertThat(timers.all())
        .containsExactly(new StoredTimer(FiredTimer.TTL, TimeDomain.EVENT, 120 + AGE));
  }

  @Test
  void whatWasStoredWithAnotherTimeGoesOnWithThisOne() {
    ObjectTimers timers = new ObjectTimers(List.of());
    Aging.touched(byClock, timers, at(7), at(100));
    FiredTimer fired = new FiredTimer(FiredTimer.TTL, false, 7 + AGE);
    assertThat(Aging.isOld(byEventTime, timers, fired, at(7), at(1000), at(100))).isFalse();
    assertThat(timers.all())
        .containsExactly(new StoredTimer(FiredTimer.TTL, TimeDomain.EVENT, 100 + AGE));
    assertThat(Aging.isOld(step, timers, fired, at(7), at(1000), at(100))).isFalse();
    assertThat(timers.all()).as("the step's objects do not age any more").isEmpty();
  }

  @Test
  void atTheEndOfTimeAllIsOld() {
    ObjectTimers timers = new ObjectTimers(List.of());
    Aging.touched(byEventTime, timers, at(7), Instant.MAX);
    assertThat(timers.all())
        .containsExactly(new StoredTimer(FiredTimer.TTL, TimeDomain.EVENT, Long.MAX_VALUE));
  }
}

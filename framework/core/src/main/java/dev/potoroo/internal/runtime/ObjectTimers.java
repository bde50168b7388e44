package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.TimerChange;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one state object. Plain logic; for one thread. Made only for objects that have
 * timers.
 */
final class ObjectTimers {
  /** Of a {@link Wake}: until it has come. */
  private static final long LASTING = Long.MAX_VALUE;

  /** Never changed, only replaced: so it can be captured as it is. */
  private List<StoredTimer> timers;

  private List<StoredTimer> written;
  private boolean moved;

  /** When the lane will look at timers, at the earliest; see {@link #wakeIn}. Null for none. */
  private @Nullable Wake wakes;

  /**
   * The lane looks at a timer at that time, as far as that was said in {@code round}, or for good.
   * There are few of an object, mostly one, and there may be a million objects: so each names the
   * next, which takes a third of the room of a map.
   */
  private static final class Wake {
    final String timer;
    final TimeDomain domain;
    final long at;
    final long round;
    @Nullable Wake next;

    Wake(StoredTimer timer, long round, @Nullable Wake next) {
      this.timer = timer.name();
      this.domain = timer.domain();
      this.at = timer.at();
      this.round = round;
      this.next = next;
    }

    /** Whether a timer that {@code round} has set is looked at in time. */
    boolean isOf(StoredTimer set, long ofRound) {
      return domain == set.domain() && at <= set.at() && (round == LASTING || round == ofRound);
    }
  }

  /** Has an object looked at when a timer is due. */
  interface Waker {
    /**
     * Says it.
     *
     * @return whether it is sure to happen; if not, only for a timer that is set when the round is
     *     committed
     */
    boolean wake(StoredTimer timer);
  }

  ObjectTimers(List<StoredTimer> stored) {
    timers = stored;
    written = stored;
  }

  /** All timers, as they are now. */
  List<StoredTimer> all() {
    return timers;
  }

  /** All timers as they were when they were last captured. */
  List<StoredTimer> written() {
    return written;
  }

  void captured() {
    written = timers;
  }

  @Nullable StoredTimer get(String name) {
    for (StoredTimer timer : timers) {
      if (timer.name().equals(name)) {
        return timer;
      }
    }
    return null;
  }

  /** Applies what a handler has decided. */
  void apply(List<TimerChange> changes, Instant now) {
    for (TimerChange change : changes) {
      if (change instanceof TimerChange.After after) {
        set(new StoredTimer(after.name(), TimeDomain.PROCESSING, millis(after(now, after))));
      } else if (change instanceof TimerChange.At at) {
        set(new StoredTimer(at.name(), TimeDomain.PROCESSING, millis(at.at())));
      } else if (change instanceof TimerChange.EventAt at) {
        set(new StoredTimer(at.name(), TimeDomain.EVENT, millis(at.at())));
      } else {
        remove(change.name());
      }
    }
  }

  private static Instant after(Instant now, TimerChange.After change) {
    try {
      return now.plus(change.after());
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.MAX;
    }
  }

  /** To the next full millisecond: a timer is never early. */
  static long millis(Instant at) {
    try {
      long millis = at.toEpochMilli();
      return Instant.ofEpochMilli(millis).equals(at) ? millis : Math.addExact(millis, 1);
    } catch (ArithmeticException e) {
      return at.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Sets a timer, in place of the one of the same name. */
  void set(StoredTimer timer) {
    List<StoredTimer> changed = new ArrayList<>(timers.size() + 1);
    for (StoredTimer one : timers) {
      if (!one.name().equals(timer.name())) {
        changed.add(one);
      }
    }
    changed.add(timer);
    timers = List.copyOf(changed);
    moved = true;
  }

  void remove(String name) {
    if (get(name) != null) {
      timers = timers.stream().filter(timer -> !timer.name().equals(name)).toList();
      moved = true;
    }
  }

  void clear() {
    moved |= !timers.isEmpty();
    timers = List.of();
  }

  /** Whether there may be something new since {@link #wakeIn}. */
  boolean moved() {
    return moved;
  }

  /** There is something to store, even if no timer has changed. */
  void touched() {
    moved = true;
  }

  /**
   * The timer that one that has fired stands for, if it is set and due: it may have been set to a
   * later time since, or cancelled.
   */
  @Nullable StoredTimer due(FiredTimer fired) {
    removeWake(fired.timer());
    StoredTimer timer = get(fired.timer());
    if (timer == null) {
      return null;
    }
    moved = true;
    boolean sameTime = (timer.domain() == TimeDomain.EVENT) == fired.eventTime();
    return sameTime && timer.at() <= fired.at() ? timer : null;
  }

  /**
   * Sees to it that the lane looks at the object when its timers are due.
   *
   * @param round in which they have changed
   */
  void wakeIn(long round, Waker waker) {
    moved = false;
    for (StoredTimer timer : timers) {
      Wake wake = wake(timer.name());
      // A timer that is set to a later time again and again makes one entry, not one each time.
      if (wake == null || !wake.isOf(timer, round)) {
        long until = waker.wake(timer) ? LASTING : round;
        removeWake(timer.name());
        wakes = new Wake(timer, until, wakes);
      }
    }
  }

  /** The lane has forgotten when to look at objects, and has read it anew from the store. */
  void forgetWakes() {
    wakes = null;
  }

  private @Nullable Wake wake(String timer) {
    Wake wake = wakes;
    while (wake != null && !wake.timer.equals(timer)) {
      wake = wake.next;
    }
    return wake;
  }

  private void removeWake(String timer) {
    Wake before = null;
    for (Wake wake = wakes; wake != null; wake = wake.next) {
      if (wake.timer.equals(timer)) {
        if (before == null) {
          wakes = wake.next;
        } else {
          before.next = wake.next;
        }
        return;
      }
      before = wake;
    }
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.StoredTimer;
import dev.potoroo.store.TimeDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key of one step: applies what a handler decided, all or nothing. Plain logic,
 * without actors; used by one thread.
 */
final class StateObject {
  /** How many updates of a mutable state may have to be applied again after a handler threw. */
  private static final int UPDATES_PER_IMAGE = 16;

  private final Step<Object, Object, Object> step;
  private final boolean hasTimers;
  private final String key;
  private Object state;
  private long version;
  private Instant lastTouched;
  private boolean exists;
  private @Nullable Image image;
  private @Nullable ObjectTimers timers;

  /** A mutable state as it was, encoded, and what was applied to it since. */
  private static final class Image {
    final byte[] bytes;
    final long version;
    final Instant eventTime;
    final List<Object> records = new ArrayList<>(UPDATES_PER_IMAGE);
    final List<Instant> times = new ArrayList<>(UPDATES_PER_IMAGE);

    Image(byte[] bytes, long version, Instant eventTime) {
      this.bytes = bytes;
      this.version = version;
      this.eventTime = eventTime;
    }
  }

  StateObject(Step<Object, Object, Object> step, String key, Instant now) {
    this.step = step;
    this.hasTimers = step.hasTimers();
    this.key = key;
    this.state = step.initialState();
    this.lastTouched = now;
  }

  /** An object that somebody puts in place of one that cannot be decoded. */
  StateObject(Step<Object, Object, Object> step, String key, long version, Instant now) {
    this(step, key, now);
    this.version = version;
  }

  /**
   * An object as it is stored.
   *
   * @throws Exception if the state cannot be decoded
   */
  StateObject(Step<Object, Object, Object> step, String key, StoredState stored) throws Exception {
    this.step = step;
    this.hasTimers = step.hasTimers();
    this.key = key;
    this.state = step.stateCodec().decode(stored.state());
    this.version = stored.version();
    this.lastTouched = stored.lastTouched();
    this.exists = true;
    this.timers = stored.timers().isEmpty() ? null : new ObjectTimers(stored.timers());
  }

  /**
   * The object as it is now, unaffected by what happens to it later.
   *
   * @return the state, if it is immutable and there is an object; its encoded form, if handlers
   *     change it in place; null if there is no object
   * @throws Exception if the state cannot be encoded
   */
  @Nullable Object capture() throws Exception {
    if (!exists) {
      return null;
    }
    return step.mutable() ? step.stateCodec().encode(state) : state;
  }

  /**
   * Handles a record and applies what the handler decided.
   *
   * @return the decision, whose emitted records are to be sent on
   * @throws Exception what the handler threw; the object is as if the record had never been seen
   */
  Next<Object, Object> handle(StepCall<Object, Object, Object> call, Object record, Instant now)
      throws Exception {
    if (record.getClass() == FiredTimer.class && !isDue((FiredTimer) record, now)) {
      return Next.keep();
    }
    if (!step.mutable()) {
      Next<Object, Object> next = call.run(key, version, now, state, record);
      apply(next, record, now);
      return next;
    }
    Image before = imageForUpdate(call.eventTime());
    Next<Object, Object> next;
    try {
      next = call.run(key, version, now, state, record);
    } catch (Throwable t) {
      rebuild(call, before, t);
      throw t;
    }
    before.records.add(record);
    before.times.add(now);
    apply(next, record, now);
    return next;
  }

  /** Somebody says what the state is. */
  void edit(Object edited, Instant now) {
    state = edited;
    image = null;
    lastTouched = now;
    version++;
    exists = true;
  }

  /** Somebody removes the object, as a handler does that clears it. */
  void remove(Instant now) {
    lastTouched = now;
    state = step.initialState();
    version = 0;
    exists = false;
    image = null;
    if (timers != null) {
      timers.clear();
    }
  }

  /** Whether one of the object's timers has fired; an object that does not exist has none. */
  private boolean isDue(FiredTimer fired, Instant now) {
    ObjectTimers mine = timers;
    if (mine == null || mine.due(fired) == null) {
      return false;
    }
    if (fired.timer().equals(FiredTimer.TTL)) {
      long at = Aging.at(step, lastTouched);
      if (at > now.toEpochMilli()) {
        mine.set(new StoredTimer(FiredTimer.TTL, TimeDomain.PROCESSING, at));
        return false;
      }
    }
    return true;
  }

  private void applyTimers(Next<Object, Object> next, Object record, Instant now) {
    if (record instanceof FiredTimer fired) {
      timers().remove(fired.timer());
    }
    if (!next.timers().isEmpty()) {
      timers().apply(next.timers(), now);
    }
    if (step.ttl().isPresent() && next.change() != Next.Change.CLEAR) {
      Aging.touched(step, timers(), now);
    }
  }

  private ObjectTimers timers() {
    if (timers == null) {
      timers = new ObjectTimers(List.of());
    }
    return timers;
  }

  /** A timer whose handler has thrown is given up: it is not set any more. */
  void giveUp(FiredTimer fired) {
    if (timers != null) {
      timers.remove(fired.timer());
    }
  }

  /** Whether timers may have changed since {@link #wakeIn}. */
  boolean timersMoved() {
    return timers != null && timers.moved();
  }

  /** Sees to it that timers are looked at in time. */
  void wakeIn(long round, ObjectTimers.Waker waker) {
    if (timers != null) {
      timers.wakeIn(round, waker);
    }
  }

  /** Where it was to be looked at is forgotten. */
  void forgetWakes() {
    if (timers != null) {
      timers.forgetWakes();
    }
  }

  /** The timers as they are now; the next capture is compared with it. */
  CapturedTimers captureTimers() {
    ObjectTimers mine = timers;
    if (mine == null) {
      return CapturedTimers.NONE;
    }
    CapturedTimers captured = new CapturedTimers(mine.all(), mine.written());
    mine.captured();
    return captured;
  }

  private void apply(Next<Object, Object> next, Object record, Instant now) {
    lastTouched = now;
    if (hasTimers) {
      applyTimers(next, record, now);
    }
    switch (next.change()) {
      case BECOME -> {
        Object become = next.state();
        if (become != null) {
          state = become;
        }
        version++;
        exists = true;
      }
      case KEEP -> {
        if (step.mutable()) {
          version++;
        }
        exists = true;
      }
      case CLEAR -> remove(now);
    }
  }

  private Image imageForUpdate(Instant eventTime) throws Exception {
    Image current = image;
    if (current == null
        || current.records.size() == UPDATES_PER_IMAGE
        || !current.eventTime.equals(eventTime)) {
      current = new Image(step.stateCodec().encode(state), version, eventTime);
      image = current;
    }
    return current;
  }

  private void rebuild(StepCall<Object, Object, Object> call, Image from, Throwable why) {
    try {
      Object again = step.stateCodec().decode(from.bytes);
      for (int i = 0; i < from.records.size(); i++) {
        Next<Object, Object> next =
            call.run(key, from.version + i, from.times.get(i), again, from.records.get(i));
        Object become = next.state();
        again = become == null ? again : become;
      }
      state = again;
    } catch (Exception | StackOverflowError | LinkageError e) {
      e.addSuppressed(why);
      throw new NotRebuiltException(step.name(), key, e);
    }
  }

  /**
   * A mutable state was left half-changed by a handler and could not be rebuilt: nothing may be
   * done with it any more.
   */
  static final class NotRebuiltException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRebuiltException(String step, String key, Throwable cause) {
      super(
          "the mutable state of step ["
              + step
              + "], key ["
              + key
              + "] could not be rebuilt after its handler threw: handling the same records again gave ["
              + cause
              + "]. Handlers must depend on nothing but state, record and context.",
          cause);
    }
  }

  /** Whether there is an object to see: a record has been handled, and it was not cleared since. */
  boolean exists() {
    return exists;
  }

  String key() {
    return key;
  }

  Object state() {
    return state;
  }

  long version() {
    return version;
  }

  Instant lastTouched() {
    return lastTouched;
  }
}

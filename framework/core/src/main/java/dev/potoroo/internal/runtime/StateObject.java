package dev.potoroo.internal.runtime;

import dev.potoroo.FiredTimer;
import dev.potoroo.Next;
import dev.potoroo.RefValues;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.StoredTimer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key of one step: applies what a handler decided, all or nothing. Plain logic,
 * without actors; used by one thread.
 *
 * <p>There are millions of these. So it has no field that can be found elsewhere (the step is given
 * to whatever needs it), none that few need (see {@link Extras}), and no object of its own for the
 * time.
 */
class StateObject {
  /** How many updates of a mutable state may have to be applied again after a handler threw. */
  private static final int UPDATES_PER_IMAGE = 16;

  /** In place of a state, when it is known that there is none. */
  private static final Object NONE = new Object();

  final String key;

  /** What few objects have; null if this one has none of it. */
  @Nullable Extras extras;

  /** The state; {@link #NONE} if there is no object; null if that is not known. */
  private @Nullable Object state;

  private long version;

  /** In nanoseconds since 1970. */
  private long lastTouched;

  /** A mutable state as it was, encoded, and what was applied to it since. */
  static final class Image {
    final byte[] bytes;
    final long version;
    final Instant eventTime;
    final RefValues refs;
    final List<Object> records = new ArrayList<>(UPDATES_PER_IMAGE);
    final List<Instant> times = new ArrayList<>(UPDATES_PER_IMAGE);

    Image(byte[] bytes, long version, StepCall<?, ?, ?> call) {
      this.bytes = bytes;
      this.version = version;
      this.eventTime = call.eventTime();
      this.refs = call.refs();
    }

    /** Whether handlers would see the same as when it was taken. */
    boolean isOfTheTimeOf(StepCall<?, ?, ?> call) {
      return eventTime.equals(call.eventTime()) && refs == call.refs();
    }
  }

  /** An object of which nothing is known yet. */
  StateObject(String key) {
    this.key = key;
  }

  /** There is no object yet; updates will be counted from {@code version}. */
  void begin(long version, Instant now) {
    this.state = NONE;
    this.version = version;
    this.lastTouched = Instants.nanos(now);
  }

  /**
   * The object becomes what is stored of it.
   *
   * @throws Exception if the state cannot be decoded; the object is as it was then
   */
  void restore(Step<Object, Object, Object> step, StoredState stored) throws Exception {
    state = step.stateCodec().decode(stored.state());
    version = stored.version();
    lastTouched = Instants.nanos(stored.lastTouched());
    if (!stored.timers().isEmpty()) {
      needExtras().timers = new ObjectTimers(stored.timers());
    }
  }

  /** Nothing is known of the object any more; it is to be loaded again. */
  void unload() {
    state = null;
    Extras few = extras;
    if (few != null) {
      few.image = null;
      few.timers = null;
      trimExtras();
    }
  }

  /** Whether it is known what the object is. */
  boolean loaded() {
    return state != null;
  }

  Extras needExtras() {
    Extras few = extras;
    if (few == null) {
      few = new Extras();
      extras = few;
    }
    return few;
  }

  /** Gives up the room for what the object has not. */
  void trimExtras() {
    if (extras != null && extras.isEmpty()) {
      extras = null;
    }
  }

  /**
   * The object as it is now, unaffected by what happens to it later.
   *
   * @return the state, if it is immutable and there is an object; its encoded form, if handlers
   *     change it in place; null if there is no object
   * @throws Exception if a mutable state cannot be encoded
   */
  @Nullable Object capture(Step<Object, Object, Object> step) throws Exception {
    if (!exists()) {
      return null;
    }
    return step.mutable() ? step.stateCodec().encode(state()) : state();
  }

  /**
   * Handles a record and applies what the handler decided. The object must be {@link #loaded}.
   *
   * @return the decision, whose emitted records are to be sent on
   * @throws Exception what the handler threw; the object is as if the record had never been seen
   */
  Next<Object, Object> handle(
      Step<Object, Object, Object> step,
      StepCall<Object, Object, Object> call,
      Object record,
      Instant now)
      throws Exception {
    if (record.getClass() == FiredTimer.class
        && !isDue(step, (FiredTimer) record, now, call.eventTime())) {
      return Next.keep();
    }
    Object current = exists() ? state() : step.initialState();
    if (step.mutable()) {
      return handleInPlace(step, call, current, record, now);
    }
    Next<Object, Object> next = call.run(key, version, now, current, record);
    apply(step, next, current, record, now, call.eventTime());
    return next;
  }

  private Next<Object, Object> handleInPlace(
      Step<Object, Object, Object> step,
      StepCall<Object, Object, Object> call,
      Object current,
      Object record,
      Instant now)
      throws Exception {
    Image before = imageForUpdate(step, current, call);
    Next<Object, Object> next;
    try {
      next = call.run(key, version, now, current, record);
    } catch (Throwable t) {
      rebuild(step, call, before, t);
      throw t;
    }
    before.records.add(record);
    before.times.add(now);
    apply(step, next, current, record, now, call.eventTime());
    return next;
  }

  /** Somebody says what the state is. */
  void edit(Object edited, Instant now) {
    state = edited;
    dropImage();
    lastTouched = Instants.nanos(now);
    version++;
  }

  /** Somebody removes the object, as a handler does that clears it. */
  void remove(Instant now) {
    begin(0, now);
    dropImage();
    ObjectTimers mine = timersOrNull();
    if (mine != null) {
      mine.clear();
    }
  }

  private void dropImage() {
    if (extras != null) {
      extras.image = null;
      trimExtras();
    }
  }

  /** Whether one of the object's timers has fired; an object that does not exist has none. */
  private boolean isDue(
      Step<Object, Object, Object> step, FiredTimer fired, Instant now, Instant eventTime) {
    ObjectTimers mine = timersOrNull();
    if (mine == null || mine.due(fired) == null) {
      return false;
    }
    return !fired.timer().equals(FiredTimer.TTL)
        || Aging.isOld(step, mine, fired, lastTouched(), now, eventTime);
  }

  private void applyTimers(
      Step<Object, Object, Object> step,
      Next<Object, Object> next,
      Object record,
      Instant now,
      Instant eventTime) {
    if (record instanceof FiredTimer fired) {
      timers().remove(fired.timer());
    }
    if (!next.timers().isEmpty()) {
      timers().apply(next.timers(), now);
    }
    if (step.ttl().isPresent() && next.change() != Next.Change.CLEAR) {
      Aging.touched(step, timers(), now, eventTime);
    }
  }

  private ObjectTimers timers() {
    Extras few = needExtras();
    ObjectTimers mine = few.timers;
    if (mine == null) {
      mine = new ObjectTimers(List.of());
      few.timers = mine;
    }
    return mine;
  }

  private @Nullable ObjectTimers timersOrNull() {
    Extras few = extras;
    return few == null ? null : few.timers;
  }

  /** A timer whose handler has thrown is given up: it is not set any more. */
  void giveUp(FiredTimer fired) {
    ObjectTimers mine = timersOrNull();
    if (mine != null) {
      mine.remove(fired.timer());
    }
  }

  /** The timers that are set. */
  List<StoredTimer> setTimers() {
    ObjectTimers mine = timersOrNull();
    return mine == null ? List.of() : mine.all();
  }

  /** Whether timers may have changed since {@link #wakeIn}. */
  boolean timersMoved() {
    ObjectTimers mine = timersOrNull();
    return mine != null && mine.moved();
  }

  /** Sees to it that timers are looked at in time. */
  void wakeIn(long round, ObjectTimers.Waker waker) {
    ObjectTimers mine = timersOrNull();
    if (mine != null) {
      mine.wakeIn(round, waker);
    }
  }

  /** Where it was to be looked at is forgotten. */
  void forgetWakes() {
    ObjectTimers mine = timersOrNull();
    if (mine != null) {
      mine.forgetWakes();
    }
  }

  /** The timers as they are now; the next capture is compared with it. */
  CapturedTimers captureTimers() {
    ObjectTimers mine = timersOrNull();
    if (mine == null) {
      return CapturedTimers.NONE;
    }
    CapturedTimers captured = new CapturedTimers(mine.all(), mine.written());
    mine.captured();
    return captured;
  }

  private void apply(
      Step<Object, Object, Object> step,
      Next<Object, Object> next,
      Object current,
      Object record,
      Instant now,
      Instant eventTime) {
    lastTouched = Instants.nanos(now);
    if (step.hasTimers()) {
      applyTimers(step, next, record, now, eventTime);
    }
    switch (next.change()) {
      case BECOME -> {
        Object become = next.state();
        state = become == null ? current : become;
        version++;
      }
      case KEEP -> {
        state = current;
        if (step.mutable()) {
          version++;
        }
      }
      case CLEAR -> remove(now);
    }
  }

  private Image imageForUpdate(
      Step<Object, Object, Object> step, Object current, StepCall<Object, Object, Object> call)
      throws Exception {
    Extras few = needExtras();
    Image image = few.image;
    if (image == null || image.records.size() == UPDATES_PER_IMAGE || !image.isOfTheTimeOf(call)) {
      image = new Image(step.stateCodec().encode(current), version, call);
      few.image = image;
    }
    return image;
  }

  /** The handler may have changed the state before it threw. */
  private void rebuild(
      Step<Object, Object, Object> step,
      StepCall<Object, Object, Object> call,
      Image from,
      Throwable why) {
    if (!exists()) {
      // What the handler was given was made for it.
      dropImage();
      return;
    }
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
    return state != null && state != NONE;
  }

  /** The state of an object that {@link #exists}. */
  Object state() {
    return Objects.requireNonNull(state);
  }

  long version() {
    return version;
  }

  Instant lastTouched() {
    return Instants.ofNanos(lastTouched);
  }

  /** When its last record was handled, in nanoseconds since 1970. */
  long lastTouchedNanos() {
    return lastTouched;
  }
}

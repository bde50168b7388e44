package dev.potoroo.internal.runtime;

import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.store.StoredState;
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
  private final String key;
  private Object state;
  private long version;
  private Instant lastTouched;
  private boolean exists;
  private @Nullable Image image;

  /** A mutable state as it was, encoded, and what was applied to it since. */
  private static final class Image {
    final byte[] bytes;
    final long version;
    final List<Object> records = new ArrayList<>(UPDATES_PER_IMAGE);
    final List<Instant> times = new ArrayList<>(UPDATES_PER_IMAGE);

    Image(byte[] bytes, long version) {
      this.bytes = bytes;
      this.version = version;
    }
  }

  StateObject(Step<Object, Object, Object> step, String key, Instant now) {
    this.step = step;
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
    this.key = key;
    this.state = step.stateCodec().decode(stored.state());
    this.version = stored.version();
    this.lastTouched = stored.lastTouched();
    this.exists = true;
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
    if (!step.mutable()) {
      Next<Object, Object> next = call.run(key, version, now, state, record);
      apply(next, now);
      return next;
    }
    Image before = imageForUpdate();
    Next<Object, Object> next;
    try {
      next = call.run(key, version, now, state, record);
    } catch (Throwable t) {
      rebuild(call, before, t);
      throw t;
    }
    before.records.add(record);
    before.times.add(now);
    apply(next, now);
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
  }

  private void apply(Next<Object, Object> next, Instant now) {
    lastTouched = now;
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

  private Image imageForUpdate() throws Exception {
    Image current = image;
    if (current == null || current.records.size() == UPDATES_PER_IMAGE) {
      current = new Image(step.stateCodec().encode(state), version);
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

package dev.potoroo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link Next}, reusable so that the runtime makes no garbage per record.
 */
final class NextBuffer<S, O> extends Next<S, O> {
  private static final int KEPT_CAPACITY = 1024;

  private Change change = Change.KEEP;
  private @Nullable S state;
  private @Nullable Object[] out = new Object[2];
  private int size;
  private @Nullable List<TimerChange> timers;

  NextBuffer<S, O> set(Change change, @Nullable S state) {
    if (change == Change.BECOME && state == null) {
      throw new IllegalArgumentException(
          "become(null): a state cannot be null. Use clear() to remove the object.");
    }
    reset();
    this.change = change;
    this.state = state;
    return this;
  }

  void reset() {
    if (out.length > KEPT_CAPACITY) {
      out = new Object[2];
    } else {
      Arrays.fill(out, 0, size, null);
    }
    size = 0;
    change = Change.KEEP;
    state = null;
    timers = null;
  }

  @Override
  public Next<S, O> emit(O record) {
    Objects.requireNonNull(record, "emit(null): a record cannot be null. Leave the call out.");
    if (size == out.length) {
      out = Arrays.copyOf(out, size * 2);
    }
    out[size++] = record;
    return this;
  }

  @Override
  public Next<S, O> emitAll(Iterable<? extends O> records) {
    for (O record : records) {
      emit(record);
    }
    return this;
  }

  @Override
  public Next<S, O> timer(String name, Duration after) {
    if (after.isNegative()) {
      throw new IllegalArgumentException(
          "timer [" + name + "]: the time must not be negative, but is [" + after + "]");
    }
    return add(new TimerChange.After(name, after));
  }

  @Override
  public Next<S, O> timerAt(String name, Instant at) {
    return add(new TimerChange.At(name, Objects.requireNonNull(at, "at")));
  }

  @Override
  public Next<S, O> eventTimerAt(String name, Instant at) {
    return add(new TimerChange.EventAt(name, Objects.requireNonNull(at, "at")));
  }

  @Override
  public Next<S, O> cancelTimer(String name) {
    return add(new TimerChange.Cancel(name));
  }

  private Next<S, O> add(TimerChange timer) {
    if (change == Change.CLEAR) {
      throw new IllegalStateException(
          "clear() removes the object, and its timers with it: timer ["
              + timer.name()
              + "] cannot be set or cancelled. Use become(...) to keep the object.");
    }
    if (timers == null) {
      timers = new ArrayList<>(2);
    }
    timers.add(timer);
    return this;
  }

  @Override
  public List<TimerChange> timers() {
    return timers == null ? List.of() : Collections.unmodifiableList(timers);
  }

  @Override
  public Change change() {
    return change;
  }

  @Override
  public @Nullable S state() {
    return state;
  }

  @Override
  public int emittedCount() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked")
  public O emitted(int index) {
    return (O) Objects.requireNonNull(out[Objects.checkIndex(index, size)]);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<O> emitted() {
    return (List<O>) List.of(Arrays.copyOf(out, size));
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof NextBuffer<?, ?> other
        && change == other.change
        && Objects.equals(state, other.state)
        && emitted().equals(other.emitted())
        && timers().equals(other.timers());
  }

  @Override
  public int hashCode() {
    return Objects.hash(change, state, emitted(), timers());
  }

  @Override
  public String toString() {
    String what =
        change == Change.BECOME
            ? "become(" + state + ")"
            : change == Change.KEEP ? "keep()" : "clear()";
    return what
        + (size == 0 ? "" : ".emitAll(" + emitted() + ")")
        + (timers == null ? "" : " with timers " + timers);
  }
}

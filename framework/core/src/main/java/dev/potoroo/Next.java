package dev.potoroo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Handler} decided: what becomes of the state, which records go on, in order, and
 * which timers are set. It is applied as a whole after the handler has returned.
 *
 * <p>In a handler it is obtained from the {@link Context}. For comparing in a test, from the static
 * methods here:
 *
 * <pre>{@code
 * assertThat(LATEST_PRICE.test("ACME", new Stock(1, 1), new Tick("ACME", 2)))
 *     .isEqualTo(Next.become(new Stock(2, 2)).emit(new NewHigh("ACME", 2, 1)));
 * }</pre>
 *
 * <p>Two are equal if change, state, emitted records and timers are. Not thread-safe.
 *
 * @param <S> the state
 * @param <O> what the step emits
 */
public abstract sealed class Next<S, O> permits NextBuffer {

  Next() {}

  /** What becomes of the state. */
  public enum Change {
    /** It is replaced by {@link Next#state()}. */
    BECOME,
    /** It stays. */
    KEEP,
    /** The object is removed. */
    CLEAR
  }

  /** A decision to replace the state. */
  public static <S, O> Next<S, O> become(S state) {
    return new NextBuffer<S, O>().set(Change.BECOME, state);
  }

  /** A decision to leave the state. */
  public static <S, O> Next<S, O> keep() {
    return new NextBuffer<S, O>().set(Change.KEEP, null);
  }

  /** A decision to remove the object. */
  public static <S, O> Next<S, O> clear() {
    return new NextBuffer<S, O>().set(Change.CLEAR, null);
  }

  /** Adds a record to what the step emits; null is refused. */
  public abstract Next<S, O> emit(O record);

  /** Adds records to what the step emits, in the order of iteration. */
  public abstract Next<S, O> emitAll(Iterable<? extends O> records);

  /**
   * Sets the object's timer of that name, in place of an earlier one: {@code after} this record's
   * time ({@link Context#now}) it fires, and the step's {@link Step#onTimer} is called. It is
   * durable: it fires also if nobody looked at the object since, the object has moved, or the
   * pipeline was stopped meanwhile; then as soon as it runs again.
   *
   * @param after to the millisecond; not negative
   */
  public abstract Next<S, O> timer(String name, Duration after);

  /** Sets a timer, as {@link #timer} does, to a time of the clock; in the past is at once. */
  public abstract Next<S, O> timerAt(String name, Instant at);

  /**
   * Sets a timer, as {@link #timer} does, to an event time: it fires when the pipeline's event time
   * ({@link Context#eventTime}) has come so far.
   */
  public abstract Next<S, O> eventTimerAt(String name, Instant at);

  /** The timer of that name is not set any more; nothing if there is none. */
  public abstract Next<S, O> cancelTimer(String name);

  /** What becomes of timers, in order. */
  public abstract List<TimerChange> timers();

  /** What becomes of the state. */
  public abstract Change change();

  /** The new state with {@link Change#BECOME}, else null. */
  public abstract @Nullable S state();

  /** How many records are emitted. */
  public abstract int emittedCount();

  /** The emitted record at {@code index}, from 0. */
  public abstract O emitted(int index);

  /** What is emitted, in order; a copy. */
  public abstract List<O> emitted();
}

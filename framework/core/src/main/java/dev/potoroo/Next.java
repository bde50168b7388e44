package dev.potoroo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Handler} decided: what becomes of the state, and which records go on, in order. It
 * is applied as a whole after the handler has returned.
 *
 * <p>In a handler it is obtained from the {@link Context}. For comparing in a test, from the static
 * methods here:
 *
 * <pre>{@code
 * assertThat(LATEST_PRICE.test("ACME", new Stock(1, 1), new Tick("ACME", 2)))
 *     .isEqualTo(Next.become(new Stock(2, 2)).emit(new NewHigh("ACME", 2, 1)));
 * }</pre>
 *
 * <p>Two are equal if change, state and emitted records are. Not thread-safe.
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

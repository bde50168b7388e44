package dev.potoroo;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * How many records become one result: they are added to an accumulator, accumulators can be merged,
 * and one gives the result. The same aggregate serves windows ({@link KeyedStream#window}) and
 * running results ({@link KeyedStream#aggregate}). Immutable.
 *
 * <pre>{@code
 * static final Aggregate<Trade, Sums, Double> VWAP =
 *     Aggregate.of(Trade.class).into(Sums.class, Sums::none)
 *         .add(Sums::plus).merge(Sums::plus).result(Sums::average);
 * }</pre>
 *
 * <p>The functions must not change what they are given: an accumulator is a value, as a record is.
 * Merging must not depend on how the records were divided; what is merged is in the order of time.
 * Accumulators are stored, so Jackson must be able to write and read them.
 *
 * @param <T> the records
 * @param <A> the accumulator
 * @param <R> the result
 */
public final class Aggregate<T, A, R> {
  private final Typed<T> input;
  private final Typed<A> accumulator;
  private final Supplier<A> zero;
  private final BiFunction<A, T, A> add;
  private final BinaryOperator<A> merge;
  private final Function<A, R> result;

  private Aggregate(
      Into<T, A> into, BiFunction<A, T, A> add, BinaryOperator<A> merge, Function<A, R> result) {
    this.input = into.input;
    this.accumulator = into.accumulator;
    this.zero = into.zero;
    this.add = add;
    this.merge = merge;
    this.result = Objects.requireNonNull(result, "result");
  }

  /** An aggregate of records of that class. They cross nodes, so Jackson must know how. */
  public static <T> Of<T> of(Class<T> input) {
    return new Of<>(Typed.of(Objects.requireNonNull(input, "input")));
  }

  static <T> Of<T> of(Typed<T> input) {
    return new Of<>(input);
  }

  /** How many records there were. */
  public static <T> Aggregate<T, Long, Long> count(Class<T> input) {
    return sum(input, record -> 1);
  }

  /** The sum of whole numbers; one that is too large is an error of the record. */
  public static <T> Aggregate<T, Long, Long> sum(Class<T> input, ToLongFunction<T> number) {
    return of(input)
        .into(Long.class, () -> 0L)
        .add((sum, record) -> Math.addExact(sum, number.applyAsLong(record)))
        .merge(Math::addExact)
        .result(sum -> sum);
  }

  /** The sum of numbers with a fraction, added in the order in which records came. */
  public static <T> Aggregate<T, Double, Double> sumOfDoubles(
      Class<T> input, ToDoubleFunction<T> number) {
    return of(input)
        .into(Double.class, () -> 0.0)
        .add((sum, record) -> sum + number.applyAsDouble(record))
        .merge(Double::sum)
        .result(sum -> sum);
  }

  /** An aggregate whose records are known. */
  public static final class Of<T> {
    private final Typed<T> input;

    private Of(Typed<T> input) {
      this.input = input;
    }

    /** The accumulator, and the one of no records. */
    public <A> Into<T, A> into(Class<A> accumulator, Supplier<A> zero) {
      return into(Typed.of(Objects.requireNonNull(accumulator, "accumulator")), zero);
    }

    <A> Into<T, A> into(Typed<A> accumulator, Supplier<A> zero) {
      return new Into<>(input, accumulator, Objects.requireNonNull(zero, "zero"));
    }
  }

  /** An aggregate whose accumulator is known. */
  public static final class Into<T, A> {
    private final Typed<T> input;
    private final Typed<A> accumulator;
    private final Supplier<A> zero;

    private Into(Typed<T> input, Typed<A> accumulator, Supplier<A> zero) {
      this.input = input;
      this.accumulator = accumulator;
      this.zero = zero;
    }

    /** What an accumulator becomes with one more record. */
    public Adding<T, A> add(BiFunction<A, T, A> add) {
      return new Adding<>(this, Objects.requireNonNull(add, "add"));
    }
  }

  /** An aggregate that knows how to add. */
  public static final class Adding<T, A> {
    private final Into<T, A> into;
    private final BiFunction<A, T, A> add;

    private Adding(Into<T, A> into, BiFunction<A, T, A> add) {
      this.into = into;
      this.add = add;
    }

    /** The accumulator of the records of both. */
    public Merging<T, A> merge(BinaryOperator<A> merge) {
      return new Merging<>(into, add, Objects.requireNonNull(merge, "merge"));
    }
  }

  /** An aggregate that lacks only its result. */
  public static final class Merging<T, A> {
    private final Into<T, A> into;
    private final BiFunction<A, T, A> add;
    private final BinaryOperator<A> merge;

    private Merging(Into<T, A> into, BiFunction<A, T, A> add, BinaryOperator<A> merge) {
      this.into = into;
      this.add = add;
      this.merge = merge;
    }

    /** The result of an accumulator. */
    public <R> Aggregate<T, A, R> result(Function<A, R> result) {
      return new Aggregate<>(into, add, merge, result);
    }
  }

  /** What it takes. */
  public Class<T> input() {
    return input.raw();
  }

  Typed<T> typedInput() {
    return input;
  }

  Typed<A> typedAccumulator() {
    return accumulator;
  }

  /** What it gathers in. */
  public Class<A> accumulator() {
    return accumulator.raw();
  }

  /** The accumulator of no records. */
  public A zero() {
    return given("zero", zero.get());
  }

  /** An accumulator with one more record. */
  public A add(A to, T record) {
    return given("add", add.apply(to, record));
  }

  /** The accumulator of the records of both. */
  public A merge(A earlier, A later) {
    return given("merge", merge.apply(earlier, later));
  }

  /** What an accumulator amounts to. */
  public R result(A of) {
    return given("result", result.apply(of));
  }

  private static <X> X given(String what, X given) {
    return Objects.requireNonNull(given, () -> what + " of an aggregate gave null");
  }
}

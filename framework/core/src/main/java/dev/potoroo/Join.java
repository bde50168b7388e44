package dev.potoroo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How records of two streams that have the same key are brought together, see {@link
 * KeyedStream#join}. Immutable.
 *
 * <pre>{@code
 * Join.of(Order.class, Quote.class).lookup().left((order, quote) -> Priced.of(order, quote))
 * Join.of(Ad.class, Click.class)
 *     .within(Window.tumbling(ofMinutes(5)), Ad::at, Click::at).inner(Seen::new)
 * }</pre>
 *
 * <p>Records are stored, and may cross nodes, so Jackson must be able to write and read them.
 *
 * @param <L> the left records
 * @param <R> the right records
 * @param <O> the results
 */
public final class Join<L, R, O> {
  /** Gives one result, or none. */
  interface Pair<L, R, O> {
    @Nullable O of(Optional<L> left, Optional<R> right);
  }

  private final Meeting<L, R> meeting;
  private final Pair<L, R, O> pair;

  private Join(Meeting<L, R> meeting, Pair<L, R, O> pair) {
    this.meeting = meeting;
    this.pair = pair;
  }

  /** A join of records of these classes. */
  public static <L, R> Of<L, R> of(Class<L> left, Class<R> right) {
    return new Of<>(
        Typed.of(
            JoinSide.class,
            Typed.of(Objects.requireNonNull(left, "left")).type(),
            Typed.of(Objects.requireNonNull(right, "right")).type()),
        Typed.of(JoinSides.class, Typed.of(left).type(), Typed.of(right).type()));
  }

  /** A join whose records are known. */
  public static final class Of<L, R> {
    private final Typed<JoinSide<L, R>> side;
    private final Typed<JoinSides<L, R>> sides;

    private Of(Typed<JoinSide<L, R>> side, Typed<JoinSides<L, R>> sides) {
      this.side = side;
      this.sides = sides;
    }

    /**
     * Each record meets the latest of the other stream, and takes the place of the latest of its
     * own. Latest is what came last.
     */
    public Meeting<L, R> latest() {
      return new Meeting<>(new LatestJoin<>(side, false), false);
    }

    /**
     * Each left record meets the latest right one. Right records give no results and are only
     * remembered, left ones only give results and are forgotten.
     */
    public Meeting<L, R> lookup() {
      return new Meeting<>(new LatestJoin<>(side, true), true);
    }

    /**
     * Each record meets all of the other stream that are in a window with it. Results come when the
     * window is over. All records of a window are kept until then, 1 000 of each stream and key at
     * most, or what {@link Within#atMost} says.
     *
     * @param window not one that counts records; with lateness, all results are given again when a
     *     late record comes
     * @param left gives a left record's time; some source must say {@link Source#eventTime} too
     * @param right gives a right record's time
     */
    public Within<L, R> within(
        Window window, Fn<? super L, Instant> left, Fn<? super R, Instant> right) {
      if (window.kind() == Window.Kind.COUNT) {
        throw new IllegalArgumentException(
            "within: ["
                + window
                + "] counts records, of which those of two streams have no order. Take a window of"
                + " time.");
      }
      Fn<JoinSide<L, R>, Instant> time =
          record ->
              record.left() != null
                  ? left.apply(record.left())
                  : right.apply(Objects.requireNonNull(record.right()));
      return new Within<>(new WindowJoin<>(side, sides, window, time, 1000));
    }
  }

  /** A join of which it is known which records meet. */
  public static class Meeting<L, R> {
    final JoinSteps<L, R> steps;
    private final boolean leftOnly;

    private Meeting(JoinSteps<L, R> steps, boolean leftOnly) {
      this.steps = steps;
      this.leftOnly = leftOnly;
    }

    /** A result for each two records that meet. A null result is an error. */
    public <O> Join<L, R, O> inner(BiFunction<? super L, ? super R, ? extends O> result) {
      Objects.requireNonNull(result, "result");
      return new Join<>(
          this,
          (left, right) ->
              left.isPresent() && right.isPresent()
                  ? notNull(result.apply(left.get(), right.get()))
                  : null);
    }

    /** Also a result for each left record that meets none. A null result is an error. */
    public <O> Join<L, R, O> left(BiFunction<? super L, ? super Optional<R>, ? extends O> result) {
      Objects.requireNonNull(result, "result");
      return new Join<>(
          this,
          (left, right) -> left.isPresent() ? notNull(result.apply(left.get(), right)) : null);
    }

    /**
     * Also a result for each record of either stream that meets none. A null result is an error.
     *
     * @throws IllegalArgumentException for {@link Of#lookup}
     */
    public <O> Join<L, R, O> outer(
        BiFunction<? super Optional<L>, ? super Optional<R>, ? extends O> result) {
      Objects.requireNonNull(result, "result");
      if (leftOnly) {
        throw new IllegalArgumentException(
            "outer: a lookup gives no results for right records. Use left(...), or latest().");
      }
      return new Join<>(this, (left, right) -> notNull(result.apply(left, right)));
    }

    private static <O> O notNull(@Nullable O result) {
      return Objects.requireNonNull(result, "a join gave null. Use filter to leave results out.");
    }
  }

  /** A join of the records of a window. */
  public static final class Within<L, R> extends Meeting<L, R> {
    private final WindowJoin<L, R> join;

    private Within(WindowJoin<L, R> join) {
      super(join, false);
      this.join = join;
    }

    /**
     * This join, with so many records of each stream and key in a window at most; 1 to 100 000. One
     * more is an error of that record. A window's state is written anew in each round that changes
     * it.
     */
    public Within<L, R> atMost(int records) {
      if (records < 1 || records > 100_000) {
        throw new IllegalArgumentException(
            "atMost must be 1 to 100000 records, but is [" + records + "]");
      }
      return new Within<>(join.atMost(records));
    }
  }

  DataStream<O> of(String name, KeyedStream<JoinSide<L, R>> sides) {
    return meeting.steps.join(name, sides, pair);
  }

  /** The results of some records. */
  static <L, R, O> List<O> results(JoinSides<L, R> sides, Pair<L, R, O> pair) {
    List<O> results = new ArrayList<>();
    sides.forEach(
        (left, right) -> {
          O result = pair.of(left, right);
          if (result != null) {
            results.add(result);
          }
        });
    return results;
  }
}

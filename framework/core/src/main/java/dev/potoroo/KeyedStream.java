package dev.potoroo;

import java.time.Instant;
import java.util.Objects;

/**
 * A stream of records by key, as a description.
 *
 * @param <T> the records
 */
public final class KeyedStream<T> {
  private final Flow flow;
  private final int id;

  KeyedStream(Flow flow, int id) {
    this.flow = flow;
    this.id = id;
  }

  /** Applies each record to the state object of its key. */
  public <O> DataStream<O> step(Step<? super T, ?, O> step) {
    Objects.requireNonNull(step, "step");
    return new DataStream<>(flow, flow.add(n -> new FlowNode.Keyed(n, id, step)));
  }

  /**
   * Gathers the records of each key in windows, and gives each window's result when it is over. The
   * records are added as they come, so that a window costs one accumulator, however many records it
   * has. Windows are a step: {@code name} is the identity of their state.
   *
   * @param time gives a record's time; some source must say {@link Source#eventTime} too, unless
   *     the windows count records
   */
  public <A, R> DataStream<Windowed<R>> window(
      String name, Window window, Fn<? super T, Instant> time, Aggregate<? super T, A, R> by) {
    return results(step(WindowStep.of(name, window, time, up(by), false)));
  }

  /** As above; records that come when their windows are closed go to {@code late}. */
  public <A, R> DataStream<Windowed<R>> window(
      String name,
      Window window,
      Fn<? super T, Instant> time,
      Aggregate<? super T, A, R> by,
      Sink<? super T> late) {
    DataStream<Object> all = step(WindowStep.of(name, window, time, up(by), true));
    all.only(LateRecord.class).map(one -> Unchecked.<T>cast(one.record())).to(late);
    return results(all);
  }

  /**
   * Makes a call for each record, which may wait, and gives what it answers: one call after the
   * other for each key, many at a time for different keys. It is a step: {@code name} is the
   * identity of its state, which are the records whose calls have not answered, and how many have.
   */
  public <R> DataStream<R> async(String name, Async<? super T, R> calls) {
    return step(AsyncStep.of(name, calls));
  }

  /**
   * Brings records of this stream, the left one, together with those of {@code right} that have the
   * same key. A join is a step: {@code name} is the identity of its state. Between the two streams
   * there is no order: which of two records comes first is by chance, unless they are in one
   * partition.
   *
   * @param how which records meet, and what becomes of them
   */
  public <U, O> DataStream<O> join(
      String name, KeyedStream<U> right, Join<? super T, ? super U, O> how) {
    Join<T, U, O> join = Unchecked.cast(how);
    Fn<Object, String> leftKey = keyOf(this);
    Fn<Object, String> rightKey = keyOf(right);
    DataStream<JoinSide<T, U>> sides =
        flow.<JoinSide<T, U>>merge(
            records(this).map(JoinSide::left), records(right).map(JoinSide::right));
    return join.of(
        name,
        sides.keyBy(
            side ->
                side.left() != null
                    ? leftKey.apply(side.left())
                    : rightKey.apply(Objects.requireNonNull(side.right()))));
  }

  private static <T> DataStream<T> records(KeyedStream<T> keyed) {
    return new DataStream<>(keyed.flow, keyed.id);
  }

  private static Fn<Object, String> keyOf(KeyedStream<?> keyed) {
    return ((FlowNode.KeyBy) keyed.flow.nodes().get(keyed.id)).extractor();
  }

  private static <R> DataStream<Windowed<R>> results(DataStream<Object> all) {
    return all.only(Windowed.class).map(one -> Unchecked.<Windowed<R>>cast(one));
  }

  /**
   * Adds up records of a key where they are, and sends what they amount to: fewer messages, and
   * less for a hot key's object to do, which gets accumulators in place of records. Each thread
   * that has records of the key does so, until it has accumulators of {@code potoroo.combine.keys}
   * keys, for {@code potoroo.combine.age}, and never beyond the end of a round: what is committed
   * is the same as without.
   */
  public <A, R> CombinedStream<A, R> combineLocally(Aggregate<? super T, A, R> by) {
    Objects.requireNonNull(by, "by");
    return new CombinedStream<>(flow, flow.add(n -> new FlowNode.Combine(n, id, by)), by);
  }

  /**
   * Adds up the records of each key, and gives what they amount to so far with each record.
   *
   * @param name the name of the step that this is, the identity of its state
   */
  public <A, R> DataStream<Keyed<R>> aggregate(String name, Aggregate<? super T, A, R> by) {
    Aggregate<T, A, R> of = up(by);
    Step<T, A, Object> step =
        Step.named(name)
            .in(of.input())
            .state(of.accumulator(), of::zero)
            .out(Object.class)
            .on(
                of.input(),
                (sum, record, ctx) -> {
                  A next = of.add(sum, record);
                  return ctx.become(next).emit(new Keyed<>(ctx.key(), of.result(next)));
                });
    return step(step).only(Keyed.class).map(one -> Unchecked.<Keyed<R>>cast(one));
  }

  @SuppressWarnings("unchecked")
  private static <T, A, R> Aggregate<T, A, R> up(Aggregate<? super T, A, R> aggregate) {
    return (Aggregate<T, A, R>) aggregate;
  }
}

package dev.potoroo;

import java.util.Objects;

/**
 * A stream of accumulators by key, as a description: each has what some records of its key amount
 * to, see {@link KeyedStream#combineLocally}. How many records are in one is by chance; merged, the
 * accumulators of a key amount to the same as its records.
 *
 * @param <A> the accumulator
 * @param <R> the aggregate's result
 */
public final class CombinedStream<A, R> {
  private final Flow flow;
  private final int id;
  private final Aggregate<?, A, R> by;

  CombinedStream(Flow flow, int id, Aggregate<?, A, R> by) {
    this.flow = flow;
    this.id = id;
    this.by = by;
  }

  /** Applies each accumulator to the state object of its key. */
  public <O> DataStream<O> step(Step<? super A, ?, O> step) {
    Objects.requireNonNull(step, "step");
    return new DataStream<>(flow, flow.add(n -> new FlowNode.Keyed(n, id, step)));
  }

  /**
   * Merges the accumulators of each key, and gives what they amount to so far with each of them: as
   * {@link KeyedStream#aggregate}, but not with each record.
   *
   * @param name the name of the step that this is, the identity of its state
   */
  public DataStream<Keyed<R>> aggregate(String name) {
    Step<A, A, Object> step =
        Step.named(name)
            .in(by.accumulator())
            .state(by.accumulator(), by::zero)
            .out(Object.class)
            .on(
                by.accumulator(),
                (sum, part, ctx) -> {
                  A next = by.merge(sum, part);
                  return ctx.become(next).emit(new Keyed<>(ctx.key(), by.result(next)));
                });
    return step(step).only(Keyed.class).map(one -> Unchecked.<Keyed<R>>cast(one));
  }
}

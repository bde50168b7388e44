package dev.potoroo;

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
}

package dev.potoroo;

import java.util.List;

/**
 * One thing a pipeline said to its {@link Flow}: the graph as data. {@code id} counts from 0 in the
 * order of definition; an {@code upstream} is the id of an earlier node, so a graph cannot have a
 * cycle.
 */
public sealed interface FlowNode {
  /** The node's number. */
  int id();

  /** A source. */
  record From(int id, Source<?> source) implements FlowNode {}

  /** A stateless operator. */
  record Operator(int id, int upstream, Kind kind, Object function) implements FlowNode {
    /** What the operator does; its {@code function} is of the class named. */
    public enum Kind {
      /** {@link Fn}, one record to one. */
      MAP,
      /** {@link Fn} to Boolean. */
      FILTER,
      /** {@link Fn} to Iterable. */
      FLAT_MAP,
      /** {@link Class} of the records that pass. */
      ONLY,
      /** {@link java.util.function.Consumer}. */
      PEEK
    }
  }

  /** Several streams as one. */
  record Merge(int id, List<Integer> upstreams) implements FlowNode {}

  /** Records get keys. */
  record KeyBy(int id, int upstream, Fn<Object, String> extractor) implements FlowNode {}

  /** Records of a key are combined before they are sent to its object. */
  record Combine(int id, int upstream, Aggregate<?, ?, ?> by) implements FlowNode {}

  /** A keyed step. */
  record Keyed(int id, int upstream, Step<?, ?, ?> step) implements FlowNode {}

  /** A sink. */
  record To(int id, int upstream, Sink<?> sink) implements FlowNode {}
}

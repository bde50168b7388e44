package dev.potoroo.internal.topology;

import dev.potoroo.Aggregate;
import dev.potoroo.FlowNode;
import dev.potoroo.Fn;
import java.util.List;
import java.util.Optional;

/**
 * What happens to each record that a source or a step gives, fused into one tree: stateless
 * operators, and at the leaves the keyed steps and sinks. It is run by the thread that gives the
 * record.
 */
public sealed interface Stage {

  /** A stateless operator; {@code node} is its number in the flow, for messages. */
  record Apply(int node, FlowNode.Operator.Kind kind, Object function, Stage next)
      implements Stage {}

  /**
   * Each record goes all of these ways, in this order; not exactly one. With none it goes nowhere.
   */
  record Fork(List<Stage> branches) implements Stage {}

  /**
   * To the step with that index, by key; combined with others of its key before, by {@code
   * combine}, if it is there.
   */
  record ToStep(int step, Fn<Object, String> extractor, Optional<Aggregate<?, ?, ?>> combine)
      implements Stage {
    /** To the step, each record as it is. */
    public ToStep(int step, Fn<Object, String> extractor) {
      this(step, extractor, Optional.empty());
    }
  }

  /** To the sink with that index. */
  record ToSink(int sink) implements Stage {}
}

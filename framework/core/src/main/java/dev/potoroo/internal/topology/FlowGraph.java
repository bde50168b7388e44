package dev.potoroo.internal.topology;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A flow's nodes with who consumes whom. A node's upstreams have smaller numbers (see {@link
 * FlowNode}), so there is no cycle, and every chain of upstreams ends at a source: nothing in a
 * flow is out of reach.
 */
final class FlowGraph {
  private final List<FlowNode> nodes;
  private final List<List<FlowNode>> consumers = new ArrayList<>();
  private final Optional<ErrorPolicy> errorPolicy;

  FlowGraph(Flow flow) {
    nodes = flow.nodes();
    errorPolicy = flow.errorPolicy();
    for (FlowNode node : nodes) {
      consumers.add(new ArrayList<>());
      for (int upstream : upstreams(node)) {
        consumers.get(upstream).add(node);
      }
    }
  }

  /** All nodes, in the order of definition. */
  List<FlowNode> nodes() {
    return nodes;
  }

  /** Who takes the records of {@code node}, in the order of definition. */
  List<FlowNode> consumers(FlowNode node) {
    return Collections.unmodifiableList(consumers.get(node.id()));
  }

  /** The pipeline's own policy, if it has one. */
  Optional<ErrorPolicy> errorPolicy() {
    return errorPolicy;
  }

  List<FlowNode.From> sources() {
    return of(FlowNode.From.class);
  }

  List<FlowNode.Keyed> steps() {
    return of(FlowNode.Keyed.class);
  }

  List<FlowNode.To> ends() {
    return of(FlowNode.To.class);
  }

  /** Every sink once: those of streams, then those of error policies, those of sinks last. */
  List<Sink<?>> sinks() {
    List<Sink<?>> sinks = new ArrayList<>();
    ends().forEach(to -> addOnce(sinks, to.sink()));
    errorPolicy.ifPresent(own -> addSinksOf(own, sinks));
    sources().forEach(from -> addSinksOf(from.source().errorPolicy(), sinks));
    steps().forEach(keyed -> addSinksOf(keyed.step().errorPolicy(), sinks));
    for (int i = 0; i < sinks.size(); i++) {
      addSinksOf(sinks.get(i).errorPolicy(), sinks);
    }
    return sinks;
  }

  /** The node's place for people: {@code filter after source [ticks]}. */
  String place(FlowNode node) {
    if (node instanceof FlowNode.From from) {
      return Elements.source(from.source());
    } else if (node instanceof FlowNode.Keyed keyed) {
      return Elements.step(keyed.step());
    }
    String upstreams =
        upstreams(node).stream()
            .map(id -> origin(nodes.get(id)))
            .distinct()
            .collect(Collectors.joining(" and "));
    return Elements.verb(node) + (node instanceof FlowNode.Merge ? " of " : " after ") + upstreams;
  }

  private String origin(FlowNode node) {
    FlowNode at = node;
    while (at instanceof FlowNode.Operator
        || at instanceof FlowNode.KeyBy
        || at instanceof FlowNode.Combine) {
      at = nodes.get(upstreams(at).get(0));
    }
    return at instanceof FlowNode.Merge ? "a merge" : Elements.inSentence(place(at));
  }

  private <N extends FlowNode> List<N> of(Class<N> kind) {
    return nodes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static void addSinksOf(Optional<ErrorPolicy> policy, List<Sink<?>> sinks) {
    policy.ifPresent(own -> addSinksOf(own, sinks));
  }

  private static void addSinksOf(ErrorPolicy policy, List<Sink<?>> sinks) {
    policy.sink().ifPresent(sink -> addOnce(sinks, sink));
    policy.special().forEach(special -> addSinksOf(special, sinks));
  }

  private static void addOnce(List<Sink<?>> sinks, Sink<?> sink) {
    if (!sinks.contains(sink)) {
      sinks.add(sink);
    }
  }

  /** How records that enter a keyed step get their key, and are combined before, if they are. */
  Stage.ToStep stageTo(int step, FlowNode.Keyed keyed) {
    FlowNode before = nodes.get(keyed.upstream());
    if (before instanceof FlowNode.Combine combine) {
      FlowNode.KeyBy keyBy = (FlowNode.KeyBy) nodes.get(combine.upstream());
      return new Stage.ToStep(step, keyBy.extractor(), Optional.of(combine.by()));
    }
    return new Stage.ToStep(step, ((FlowNode.KeyBy) before).extractor());
  }

  /** The numbers of the nodes whose records a node gets. */
  static List<Integer> upstreams(FlowNode node) {
    if (node instanceof FlowNode.Merge merge) {
      return merge.upstreams();
    } else if (node instanceof FlowNode.Operator operator) {
      return List.of(operator.upstream());
    } else if (node instanceof FlowNode.KeyBy keyBy) {
      return List.of(keyBy.upstream());
    } else if (node instanceof FlowNode.Combine combine) {
      return List.of(combine.upstream());
    } else if (node instanceof FlowNode.Keyed keyed) {
      return List.of(keyed.upstream());
    } else if (node instanceof FlowNode.To to) {
      return List.of(to.upstream());
    }
    return List.of();
  }
}

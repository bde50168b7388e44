package dev.potoroo.internal.topology;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fuses the operators of a checked flow into their sources and steps. What follows a merge becomes
 * part of each of the merged streams' trees; it is the same {@link Stage} object in all of them, so
 * that a graph of many merges stays as small as its definition.
 */
final class Fusion {
  private final FlowGraph graph;
  private final List<Sink<?>> sinks;
  private final List<FlowNode.Keyed> steps;

  /** What becomes of the records of each node, by its number. */
  private final Stage[] after;

  private Fusion(FlowGraph graph) {
    this.graph = graph;
    this.sinks = graph.sinks();
    this.steps = graph.steps();
    this.after = new Stage[graph.nodes().size()];
  }

  static Topology fuse(String pipeline, FlowGraph graph) {
    return new Fusion(graph).topology(pipeline);
  }

  private Topology topology(String pipeline) {
    // Consumers have greater numbers, so their stages are there when an upstream needs them.
    for (int id = after.length - 1; id >= 0; id--) {
      after[id] = stageAfter(graph.nodes().get(id));
    }
    return new Topology(
        pipeline, sourceVertices(), stepVertices(), sinkVertices(), policy(Optional.empty()));
  }

  private List<SourceVertex> sourceVertices() {
    List<SourceVertex> vertices = new ArrayList<>();
    for (FlowNode.From from : graph.sources()) {
      ErrorPolicy policy = policy(from.source().errorPolicy());
      vertices.add(new SourceVertex(vertices.size(), from.source(), after[from.id()], policy));
    }
    return List.copyOf(vertices);
  }

  private List<StepVertex> stepVertices() {
    List<StepVertex> vertices = new ArrayList<>();
    for (FlowNode.Keyed keyed : steps) {
      Step<?, ?, ?> step = keyed.step();
      ErrorPolicy policy =
          step.errorPolicy().or(graph::errorPolicy).orElseGet(() -> usualPolicy(step));
      boolean combined = graph.stageTo(vertices.size(), keyed).combine().isPresent();
      vertices.add(new StepVertex(vertices.size(), step, after[keyed.id()], policy, combined));
    }
    return List.copyOf(vertices);
  }

  private List<SinkVertex> sinkVertices() {
    List<SinkVertex> vertices = new ArrayList<>();
    for (Sink<?> sink : sinks) {
      vertices.add(new SinkVertex(vertices.size(), sink, policy(sink.errorPolicy())));
    }
    return List.copyOf(vertices);
  }

  /** One bad update of reference data must not hold back all later ones. */
  private static ErrorPolicy usualPolicy(Step<?, ?, ?> step) {
    return step.holds().isPresent() ? ErrorPolicy.deadLetter() : ErrorPolicy.quarantineKey();
  }

  private ErrorPolicy policy(Optional<ErrorPolicy> own) {
    return own.or(graph::errorPolicy).orElseGet(ErrorPolicy::deadLetter);
  }

  private Stage stageAfter(FlowNode node) {
    return fork(graph.consumers(node).stream().flatMap(next -> stagesOf(next).stream()).toList());
  }

  /** What happens to a record that enters {@code next}. */
  private List<Stage> stagesOf(FlowNode next) {
    if (next instanceof FlowNode.Operator op) {
      return List.of(new Stage.Apply(op.id(), op.kind(), op.function(), after[op.id()]));
    } else if (next instanceof FlowNode.To to) {
      return List.of(new Stage.ToSink(sinks.indexOf(to.sink())));
    } else if (next instanceof FlowNode.Keyed step) {
      return List.of(graph.stageTo(steps.indexOf(step), step));
    }
    // A merge, a keyBy or a combineLocally: it only stands for what follows it.
    return after[next.id()] instanceof Stage.Fork fork
        ? fork.branches()
        : List.of(after[next.id()]);
  }

  private static Stage fork(List<Stage> branches) {
    return branches.size() == 1 ? branches.get(0) : new Stage.Fork(branches);
  }
}

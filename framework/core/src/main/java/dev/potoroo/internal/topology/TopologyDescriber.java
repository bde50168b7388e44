package dev.potoroo.internal.topology;

import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyDescription.Edge;
import dev.potoroo.status.TopologyDescription.Node;
import dev.potoroo.status.TopologyDescription.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Describes a topology as it runs: operators are shown with the source or step whose thread runs
 * them, so what follows a merge is shown once for each of the merged streams.
 */
public final class TopologyDescriber {
  private final Topology topology;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private final List<String> stepNames = new ArrayList<>();
  private final List<String> sinkNames = new ArrayList<>();

  private TopologyDescriber(Topology topology) {
    this.topology = topology;
  }

  /**
   * The graph for display. Names are the same whenever the definition is.
   *
   * @param stored whether rounds are committed to a store
   */
  public static TopologyDescription describe(Topology topology, boolean stored) {
    return new TopologyDescriber(topology).description(stored);
  }

  private TopologyDescription description(boolean stored) {
    List<String> sourceNames =
        topology.sources().stream().map(SourceVertex::name).map(this::unique).toList();
    topology.steps().stream().map(StepVertex::name).map(this::unique).forEach(stepNames::add);
    topology.sinks().stream().map(SinkVertex::name).map(this::unique).forEach(sinkNames::add);
    for (SourceVertex vertex : topology.sources()) {
      String name = sourceNames.get(vertex.index());
      nodes.add(new Node(name, "source", detail(vertex.source())));
      new Walk(name).from(name, vertex.out());
    }
    for (StepVertex vertex : topology.steps()) {
      String name = stepNames.get(vertex.index());
      nodes.add(new Node(name, "step", detail(vertex)));
      new Walk(name).from(name, vertex.out());
    }
    for (SinkVertex vertex : topology.sinks()) {
      nodes.add(new Node(sinkNames.get(vertex.index()), "sink", detail(vertex.sink())));
    }
    return new TopologyDescription(
        topology.pipeline(),
        List.copyOf(nodes),
        List.copyOf(edges),
        references(),
        Guarantees.of(topology, stored));
  }

  private List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    for (StepVertex holder : topology.references()) {
      for (StepVertex vertex : topology.steps()) {
        if (vertex.step().reads().stream().anyMatch(ref -> ref.name().equals(holder.name()))) {
          references.add(
              new Reference(stepNames.get(holder.index()), stepNames.get(vertex.index())));
        }
      }
    }
    return references;
  }

  private String unique(String name) {
    String free = name;
    for (int n = 2; !names.add(free); n++) {
      free = name + " (" + n + ")";
    }
    return free;
  }

  /** Goes through the tree of one source or step. */
  private final class Walk {
    private final String owner;

    /** Stages are shared by paths that part and meet again; each is shown once. */
    private final IdentityHashMap<Stage, String> shown = new IdentityHashMap<>();

    Walk(String owner) {
      this.owner = owner;
    }

    void from(String upstream, Stage stage) {
      if (stage instanceof Stage.Fork fork) {
        fork.branches().forEach(branch -> from(upstream, branch));
      } else if (stage instanceof Stage.ToStep toStep) {
        edges.add(new Edge(upstream, stepNames.get(toStep.step()), true));
      } else if (stage instanceof Stage.ToSink toSink) {
        edges.add(new Edge(upstream, sinkNames.get(toSink.sink()), false));
      } else if (stage instanceof Stage.Apply first) {
        operators(upstream, first);
      }
    }

    private void operators(String upstream, Stage.Apply first) {
      String known = shown.get(first);
      if (known != null) {
        edges.add(new Edge(upstream, known, false));
        return;
      }
      List<String> labels = new ArrayList<>();
      Stage next = first;
      while (next instanceof Stage.Apply apply) {
        labels.add(label(apply));
        next = apply.next();
      }
      String operators = labels.stream().collect(Collectors.joining(", "));
      String name = unique(owner + ": " + operators);
      shown.put(first, name);
      nodes.add(new Node(name, "operators", operators));
      edges.add(new Edge(upstream, name, false));
      from(name, next);
    }
  }

  private static String label(Stage.Apply apply) {
    String verb = Elements.verb(apply.kind());
    return apply.kind() == FlowNode.Operator.Kind.ONLY
        ? verb + " " + Elements.type((Class<?>) apply.function())
        : verb;
  }

  private static String detail(Source<?> source) {
    String from =
        source
            .connector()
            .map(connector -> connector.describe())
            .orElse(source.generator().isPresent() ? "generator, if bound" : "as bound");
    return source.codec().name() + ", " + from;
  }

  private static String detail(Sink<?> sink) {
    String into = sink.connector().map(connector -> connector.describe()).orElse("as bound");
    return sink.codec().name() + ", " + into;
  }

  private static String detail(StepVertex vertex) {
    Step<?, ?, ?> step = vertex.step();
    String state = Elements.type(step.initialState().getClass());
    return Elements.type(step.inputType())
        + " -> "
        + (step.outputType() == Void.class ? "nothing" : Elements.type(step.outputType()))
        + (step.mutable() ? ", mutable state " : ", state ")
        + state
        + (step.holds().isPresent() ? ", reference data" : "")
        + (step.isDense() ? ", dense" : "")
        + (step.async().isPresent() ? ", calls outside" : "")
        + (vertex.combined() ? ", records combined before" : "");
  }
}

package dev.potoroo.internal.topology;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A pipeline's graph as an immutable, checked value. Sources, steps and sinks are numbered from 0
 * in the order of their definition, the same on every node.
 *
 * @param pipeline the pipeline's name
 * @param sources where records come from
 * @param steps the keyed steps
 * @param sinks where records go, those for dead letters included
 * @param streamPolicy the error policy of stateless operators that follow a step
 */
public record Topology(
    String pipeline,
    List<SourceVertex> sources,
    List<StepVertex> steps,
    List<SinkVertex> sinks,
    ErrorPolicy streamPolicy) {

  /**
   * A source and what happens to its records; {@code policy} is for decoding and for the operators
   * in {@code out}.
   */
  public record SourceVertex(int index, Source<?> source, Stage out, ErrorPolicy policy) {
    /** The source's name. */
    public String name() {
      return source.name();
    }

    private SourceVertex from(SourceConnector connector) {
      return new SourceVertex(index, source.from(connector), out, policy);
    }
  }

  /**
   * A keyed step and what happens to what it emits; {@code combined} if it gets accumulators, to
   * which records are added where they are.
   */
  public record StepVertex(
      int index, Step<?, ?, ?> step, Stage out, ErrorPolicy policy, boolean combined) {
    /** The step's name. */
    public String name() {
      return step.name();
    }

    /** The same with the step set otherwise. */
    public StepVertex with(Step<?, ?, ?> changed) {
      return new StepVertex(index, changed, out, policy, combined);
    }
  }

  /** A sink; {@code policy} is for encoding. */
  public record SinkVertex(int index, Sink<?> sink, ErrorPolicy policy) {
    /** The sink's name. */
    public String name() {
      return sink.name();
    }

    private SinkVertex into(SinkConnector connector) {
      return new SinkVertex(index, sink.into(connector), policy);
    }
  }

  /** This topology with other connectors, where these functions give one. */
  public Topology with(
      Function<SourceVertex, Optional<SourceConnector>> source,
      Function<SinkVertex, Optional<SinkConnector>> sink) {
    return new Topology(
        pipeline,
        sources.stream().map(v -> source.apply(v).map(v::from).orElse(v)).toList(),
        steps,
        sinks.stream().map(v -> sink.apply(v).map(v::into).orElse(v)).toList(),
        streamPolicy);
  }

  /** The same graph with the steps set otherwise. */
  public Topology withSteps(List<StepVertex> changed) {
    return new Topology(pipeline, sources, List.copyOf(changed), sinks, streamPolicy);
  }

  /** Whether some source's records have a time. */
  public boolean hasEventTime() {
    return sources.stream().anyMatch(vertex -> vertex.source().eventTime().isPresent());
  }

  /** Whether records are combined on their way to some step. */
  public boolean combines() {
    return steps.stream().anyMatch(vertex -> vertex.combined());
  }

  /** The steps that hold reference data, one each. */
  public List<StepVertex> references() {
    return steps.stream().filter(vertex -> vertex.step().holds().isPresent()).toList();
  }

  /** Whether a source is read for reference data. */
  public boolean isReference(SourceVertex source) {
    return source.out() instanceof Stage.ToStep to
        && steps.get(to.step()).step().holds().isPresent();
  }

  /** Whether objects of some step may have timers. */
  public boolean hasTimers() {
    return steps.stream().anyMatch(vertex -> vertex.step().hasTimers());
  }

  /**
   * Runs the pipeline's definition, checks and freezes it.
   *
   * @throws dev.potoroo.PotorooException with all faults found
   */
  public static Topology of(Pipeline pipeline) {
    return TopologyBuilder.build(pipeline);
  }
}

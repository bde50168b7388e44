package dev.potoroo.service;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import dev.potoroo.internal.config.Bindings;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.config.StepSettings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.runtime.NodeRuntime;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.TopologyDescriber;
import dev.potoroo.internal.topology.TopologyPrinter;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.RoundsStatus;
import dev.potoroo.status.ShardsStatus;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyFormat;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** A {@link PipelineService}: puts a checked topology and its settings into a runtime. */
final class RunningPipeline implements PipelineService {
  private static final int MAX_KEYS = 500;

  private final Topology topology;
  private final boolean stored;
  private final NodeRuntime runtime;
  private final CompletionStage<Outcome> outcome;

  private RunningPipeline(Topology topology, boolean stored, NodeRuntime runtime) {
    this.topology = topology;
    this.stored = stored;
    this.runtime = runtime;
    this.outcome = runtime.completed().thenApply(RunningPipeline::outcomeOf);
  }

  static PipelineService start(Pipeline pipeline, Config config) {
    Topology defined = Topology.of(pipeline);
    PipelineSettings settings = PipelineSettings.of(config);
    Topology topology = StepSettings.apply(defined, config);
    ResolvedBindings bindings = Bindings.resolve(topology, config);
    return new RunningPipeline(
        topology.with(
            vertex -> Optional.of(bindings.source(vertex.index())),
            vertex -> Optional.of(bindings.sink(vertex.index()))),
        settings.stored(),
        NodeRuntime.start(topology, settings, bindings, config, Clock.systemUTC()));
  }

  private static Outcome outcomeOf(Completion completion) {
    return switch (completion.kind()) {
      case ENDED -> new Outcome(Outcome.Kind.ENDED, Optional.empty());
      case STOPPED -> new Outcome(Outcome.Kind.STOPPED, Optional.empty());
      case FAILED ->
          new Outcome(Outcome.Kind.FAILED, Optional.of(NodeRuntime.failureOf(completion)));
    };
  }

  @Override
  public String pipeline() {
    return topology.pipeline();
  }

  @Override
  public String address() {
    return runtime.address();
  }

  @Override
  public TopologyDescription topology() {
    return TopologyDescriber.describe(topology, stored);
  }

  @Override
  public String topology(TopologyFormat format) {
    return TopologyPrinter.print(topology, format, stored);
  }

  @Override
  public CompletionStage<PipelineStatus> status() {
    return runtime.status();
  }

  @Override
  public NodeMetrics metrics() {
    return runtime.metrics();
  }

  @Override
  public CompletionStage<RoundsStatus> rounds() {
    return runtime.rounds();
  }

  @Override
  public CompletionStage<ShardsStatus> shards() {
    return runtime.shards();
  }

  @Override
  public void endRound() {
    runtime.endRound();
  }

  @Override
  public void rebalance() {
    runtime.rebalance();
  }

  @Override
  public boolean ready() {
    return runtime.ready();
  }

  @Override
  public boolean hasStep(String step) {
    return topology.steps().stream().anyMatch(vertex -> vertex.name().equals(step));
  }

  @Override
  public CompletionStage<Optional<EntityStatus>> entity(String step, String key) {
    return runtime.entity(indexOf(step), key);
  }

  @Override
  public CompletionStage<EntityPage> entities(
      String step, String prefix, int limit, Optional<String> cursor) {
    if (limit < 1 || limit > MAX_KEYS) {
      throw new IllegalArgumentException(
          "limit must be 1 to " + MAX_KEYS + ", but is [" + limit + "]");
    }
    return runtime.entities(indexOf(step), prefix, limit, cursor);
  }

  @Override
  public Repairs repairs() {
    return new RunningRepairs(
        runtime,
        topology.sources().stream().map(Topology.SourceVertex::name).toList(),
        this::indexOf);
  }

  @Override
  public Inspection inspection() {
    return new RunningInspection(topology, topology(), runtime.inspection(), this::indexOf);
  }

  private int indexOf(String step) {
    return topology.steps().stream()
        .filter(vertex -> vertex.name().equals(step))
        .mapToInt(Topology.StepVertex::index)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pipeline ["
                        + topology.pipeline()
                        + "] has no step ["
                        + step
                        + "], but "
                        + topology.steps().stream().map(Topology.StepVertex::name).toList()));
  }

  @Override
  public CompletionStage<Outcome> outcome() {
    return outcome;
  }

  @Override
  public CompletionStage<Outcome> stop() {
    runtime.stop();
    return outcome;
  }

  @Override
  public ActorSystem<?> system() {
    return runtime.actorSystem();
  }

  @Override
  public void close() {
    stop().toCompletableFuture().join();
    runtime.terminate();
  }
}

package dev.potoroo.management;

import dev.potoroo.service.PipelineService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/** The readiness check {@code potoroo-pipeline}: whether this node processes records. */
final class PipelineReadiness implements Supplier<CompletionStage<Boolean>> {
  private final RunningPipeline running;

  PipelineReadiness(ActorSystem system) {
    this.running = RunningPipeline.of(system);
  }

  /** Fails rather than answer false: {@code /ready} then shows the message, not a class name. */
  @Override
  public CompletionStage<Boolean> get() {
    return running.service().map(PipelineService::ready).orElse(false)
        ? CompletableFuture.completedFuture(true)
        : CompletableFuture.failedFuture(
            new IllegalStateException("potoroo-pipeline: this node does not process records"));
  }
}

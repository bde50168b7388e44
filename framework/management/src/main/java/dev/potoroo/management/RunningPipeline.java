package dev.potoroo.management;

import dev.potoroo.service.PipelineService;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline that runs in an actor system. Pekko Management makes routes and checks by class name
 * and hands them nothing but the system: this is where they find the pipeline.
 */
final class RunningPipeline implements Extension {
  private static final Id ID = new Id();

  private volatile @Nullable PipelineService service;
  private volatile @Nullable WriteToken token;

  static RunningPipeline of(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  Optional<PipelineService> service() {
    return Optional.ofNullable(service);
  }

  void set(PipelineService running, WriteToken itsToken) {
    token = itsToken;
    service = running;
  }

  /** Whether a request with this header may change something. */
  boolean admits(Optional<String> authorization) {
    WriteToken known = token;
    return known != null && known.admits(authorization);
  }

  private static final class Id extends AbstractExtensionId<RunningPipeline> {
    @Override
    public RunningPipeline createExtension(ExtendedActorSystem system) {
      return new RunningPipeline();
    }
  }
}

package dev.potoroo.management;

import dev.potoroo.service.PipelineService;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline that runs in an actor system. Pekko Management makes routes and checks by class name
 * and hands them nothing but the system: this is where they find the pipeline.
 */
final class RunningPipeline implements Extension {
  private static final Id ID = new Id();

  private volatile @Nullable PipelineService service;
  private volatile @Nullable Access access;
  private volatile @Nullable Metrics metrics;

  static RunningPipeline of(ClassicActorSystemProvider system) {
    return ID.get(system);
  }

  Optional<PipelineService> service() {
    return Optional.ofNullable(service);
  }

  Optional<Metrics> metrics() {
    return Optional.ofNullable(metrics);
  }

  void set(PipelineService running, Access whoMay) {
    access = whoMay;
    metrics = new Metrics(running);
    service = running;
  }

  /** Why a request may not do what needs a role; empty if it may. */
  Optional<Problem> refusal(Role needed, HttpRequest request) {
    Access known = access;
    return known == null
        ? Optional.of(Problem.notReady("No pipeline runs on this node yet."))
        : known.refusal(
            needed,
            request.getHeader("Authorization").map(HttpHeader::value),
            request
                .getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("unknown"));
  }

  /** The name of the token that came with a request, if it is known. */
  Optional<String> who(HttpRequest request) {
    Access known = access;
    return known == null
        ? Optional.empty()
        : known.nameOf(request.getHeader("Authorization").map(HttpHeader::value));
  }

  private static final class Id extends AbstractExtensionId<RunningPipeline> {
    @Override
    public RunningPipeline createExtension(ExtendedActorSystem system) {
      return new RunningPipeline();
    }
  }
}

package dev.potoroo.management;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import dev.potoroo.status.SourceOrder;
import dev.potoroo.status.SourceOrder.Action;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** Orders for sources, and for all of them at once. */
final class SourceRoutes extends AllDirectives {
  private final Requests requests;
  private final PipelineApi pipelines;

  SourceRoutes(Requests requests, PipelineApi pipelines) {
    this.requests = requests;
    this.pipelines = pipelines;
  }

  /** What comes after the path of the pipelines. */
  Route routes() {
    return concat(
        path(segment().slash("pause"), name -> order(name, null, Action.PAUSE_SOURCE)),
        path(segment().slash("resume"), name -> order(name, null, Action.RESUME_SOURCE)),
        pathPrefix(
            segment().slash("sources").slash(segment()),
            (name, source) ->
                concat(
                    path("pause", () -> order(name, source, Action.PAUSE_SOURCE)),
                    path("resume", () -> order(name, source, Action.RESUME_SOURCE)))));
  }

  private Route order(String name, @Nullable String source, Action action) {
    return requests.order(Role.OPERATE, order -> order(name, source, action, order));
  }

  private record Done(@Nullable String source, boolean paused) {}

  private CompletionStage<HttpResponse> order(
      String name, @Nullable String source, Action action, Requests.Order order) {
    PipelineService service = pipelines.service(name);
    if (source != null && !hasSource(service, source)) {
      throw new ProblemException(Problem.noSuchSource(name, source));
    }
    return service
        .repairs()
        .order(new SourceOrder(source, action, order.reason(), order.by().orElse(null)))
        .thenApply(
            result ->
                problem(result)
                    .map(Answers::problem)
                    .orElseGet(
                        () -> Answers.json(new Done(source, action == Action.PAUSE_SOURCE))));
  }

  private static boolean hasSource(PipelineService service, String source) {
    return service.topology().nodes().stream()
        .anyMatch(node -> node.kind().equals("source") && node.name().equals(source));
  }

  private static Optional<Problem> problem(RepairResult result) {
    if (result.outcome() == Outcome.DONE) {
      return Optional.empty();
    }
    return Optional.of(
        result.outcome() == Outcome.CHANGED
            ? Problem.changed(result.message())
            : Problem.undone(result.message()));
  }
}

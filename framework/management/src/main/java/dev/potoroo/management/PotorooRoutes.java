package dev.potoroo.management;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** Our routes beside those of Pekko Management, which makes this by name. */
final class PotorooRoutes extends AllDirectives implements ManagementRouteProvider {
  private final RunningPipeline running;
  private final Duration requestTimeout;

  PotorooRoutes(ExtendedActorSystem system) {
    this.running = RunningPipeline.of(system);
    this.requestTimeout = ManagementSettings.read(system.settings().config()).requestTimeout();
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    String basePath = settings.selfBaseUri().getPathString();
    PipelineApi api = new PipelineApi(running, basePath);
    return concat(
        pathEndOrSingleSlash(() -> get(() -> complete(Answers.redirect(basePath + "/api/v1")))),
        pathPrefix(
            segment("api").slash("v1"),
            () ->
                concat(
                    pathEndOrSingleSlash(() -> answer(api::index)),
                    path(
                        segment("members").slash("self").slash("leave"),
                        () -> order(() -> api.leave())),
                    pathPrefix("pipelines", () -> pipelines(api)))));
  }

  private Route pipelines(PipelineApi api) {
    return concat(
        pathEndOrSingleSlash(() -> answer(api::pipelines)),
        path(segment(), name -> answer(() -> api.pipeline(name))),
        path(segment().slash("rounds"), name -> answer(() -> api.rounds(name))),
        path(segment().slash("shards"), name -> answer(() -> api.shards(name))),
        path(segment().slash("rebalance"), name -> order(() -> api.rebalance(name))),
        path(
            segment().slash("topology"),
            name ->
                parameterOptional("format", format -> answer(() -> api.topology(name, format)))),
        pathPrefix(
            segment().slash("steps").slash(segment()).slash("entities"),
            (name, step) ->
                concat(
                    pathEnd(() -> entities(api, name, step)),
                    path(segment(), key -> answer(() -> api.entity(name, step, key))))));
  }

  private Route entities(PipelineApi api, String name, String step) {
    return parameterOptional(
        "prefix",
        prefix ->
            parameterOptional(
                "limit",
                limit ->
                    parameterOptional(
                        "cursor",
                        cursor ->
                            answer(
                                () ->
                                    api.entities(name, step, prefix.orElse(""), limit, cursor)))));
  }

  /** Answers GET, and says what is wrong if that fails or takes too long. */
  private Route answer(Supplier<CompletionStage<HttpResponse>> answer) {
    return get(() -> inTime(answer));
  }

  /** Answers POST in the same way. */
  private Route order(Supplier<CompletionStage<HttpResponse>> answer) {
    return post(() -> inTime(answer));
  }

  private Route inTime(Supplier<CompletionStage<HttpResponse>> answer) {
    return extractUri(
        uri ->
            completeWithFuture(
                started(answer)
                    .orTimeout(requestTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(
                        failure ->
                            Answers.problem(
                                Failures.problem(
                                    failure, uri.getPathString(), running.service())))));
  }

  /** A copy: what a service gave out is not ours to end by a timeout. */
  private static CompletableFuture<HttpResponse> started(
      Supplier<CompletionStage<HttpResponse>> answer) {
    try {
      return answer.get().thenApply(response -> response).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}

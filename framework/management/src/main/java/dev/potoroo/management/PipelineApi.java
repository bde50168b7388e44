package dev.potoroo.management;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.Members;
import dev.potoroo.status.Note;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.TopologyFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The answers of {@code /api/v1}. */
final class PipelineApi {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  private final RunningPipeline running;
  private final String basePath;

  PipelineApi(RunningPipeline running, String basePath) {
    this.running = running;
    this.basePath = basePath;
  }

  private record Index(
      String service,
      String version,
      String pipeline,
      String node,
      boolean ready,
      Map<String, String> links) {}

  private record Row(
      String name,
      PipelineStatus.State state,
      Instant since,
      Members members,
      long inFlight,
      String href) {}

  private record Rows(List<Row> items) {}

  CompletionStage<HttpResponse> index() {
    PipelineService service = service();
    String api = basePath + "/api/v1";
    String self = api + "/pipelines/" + service.pipeline();
    Map<String, String> links = new LinkedHashMap<>();
    links.put("self", api);
    links.put("pipelines", api + "/pipelines");
    links.put("pipeline", self);
    links.put("topology", self + "/topology");
    links.put("rounds", self + "/rounds");
    links.put("shards", self + "/shards");
    links.put("audit", self + "/audit");
    links.put("why", api + "/why");
    links.put("openapi", api + "/openapi.json");
    links.put("page", basePath + "/ui/");
    links.put("metrics", basePath + "/metrics");
    links.put("ready", basePath + "/ready");
    links.put("alive", basePath + "/alive");
    links.put("members", basePath + "/cluster/members");
    return CompletableFuture.completedFuture(
        Answers.json(
            new Index(
                "potoroo",
                Version.current(),
                service.pipeline(),
                service.address(),
                service.ready(),
                links)));
  }

  CompletionStage<HttpResponse> metrics() {
    return running
        .metrics()
        .orElseThrow(PipelineApi::notRunning)
        .scrape()
        .thenApply(Answers::metrics);
  }

  CompletionStage<HttpResponse> why() {
    PipelineService service = service();
    String pipeline = basePath + "/api/v1/pipelines/" + service.pipeline();
    return service
        .status()
        .thenCombine(service.rounds(), (status, rounds) -> Why.of(status, rounds, pipeline))
        .thenApply(Answers::json);
  }

  CompletionStage<HttpResponse> pipelines() {
    return service()
        .status()
        .thenApply(
            status ->
                new Row(
                    status.name(),
                    status.state(),
                    status.since(),
                    status.members(),
                    status.inFlight(),
                    basePath + "/api/v1/pipelines/" + status.name()))
        .thenApply(row -> Answers.json(new Rows(List.of(row))));
  }

  CompletionStage<HttpResponse> pipeline(String name) {
    return service(name).status().thenApply(Answers::json);
  }

  CompletionStage<HttpResponse> rounds(String name) {
    return service(name).rounds().thenApply(Answers::json);
  }

  CompletionStage<HttpResponse> shards(String name) {
    return service(name).shards().thenApply(Answers::json);
  }

  private record Accepted(String accepted, String shownBy) {}

  CompletionStage<HttpResponse> rebalance(String name, Requests.Order order) {
    PipelineService service = service(name);
    service.repairs().note(order.note(Note.Action.REBALANCE));
    service.rebalance();
    return accepted("rebalance", basePath + "/api/v1/pipelines/" + name + "/shards");
  }

  CompletionStage<HttpResponse> endRound(String name, Requests.Order order) {
    PipelineService service = service(name);
    service.repairs().note(order.note(Note.Action.END_ROUND));
    service.endRound();
    return accepted("end of the round", basePath + "/api/v1/pipelines/" + name + "/rounds");
  }

  CompletionStage<HttpResponse> leave() {
    var unused = service().stop();
    return accepted("leave", basePath + "/cluster/members");
  }

  private static CompletionStage<HttpResponse> accepted(String what, String shownBy) {
    return CompletableFuture.completedFuture(Answers.accepted(new Accepted(what, shownBy)));
  }

  CompletionStage<HttpResponse> topology(String name, Optional<String> format) {
    PipelineService service = service(name);
    TopologyFormat asked = format.map(PipelineApi::format).orElse(TopologyFormat.JSON);
    return CompletableFuture.completedFuture(Answers.topology(asked, service.topology(asked)));
  }

  CompletionStage<HttpResponse> live(String name) {
    return service(name).inspection().live().thenApply(Answers::json);
  }

  CompletionStage<HttpResponse> entity(String name, String step, String key) {
    PipelineService service = service(name, step);
    return service
        .entity(step, key)
        .thenApply(
            found ->
                found
                    .map(entity -> Answers.tagged(entity, entity.version()))
                    .orElseThrow(() -> notFound(service.ready(), name, step, key)));
  }

  /** A node that waits for others knows of no object yet, but there may be one. */
  private static ProblemException notFound(boolean ready, String name, String step, String key) {
    return new ProblemException(
        ready
            ? Problem.noSuchEntity(name, step, key)
            : Problem.notReady("This node does not process records now."));
  }

  CompletionStage<HttpResponse> entities(
      String name, String step, String prefix, Optional<String> limit, Optional<String> cursor) {
    PipelineService service = service(name, step);
    int atMost = limitOf(limit);
    return service
        .entities(step, prefix, atMost, cursor)
        .exceptionally(
            failure -> {
              throw cursor.isPresent()
                      && Failures.cause(failure) instanceof IllegalArgumentException
                  ? badCursor(cursor.get())
                  : new CompletionException(Failures.cause(failure));
            })
        .thenApply(Answers::json);
  }

  private PipelineService service() {
    return running.service().orElseThrow(PipelineApi::notRunning);
  }

  private static ProblemException notRunning() {
    return new ProblemException(Problem.notReady("No pipeline runs on this node yet."));
  }

  PipelineService service(String name) {
    PipelineService service = service();
    if (!service.pipeline().equals(name)) {
      throw new ProblemException(Problem.noSuchPipeline(name, service.pipeline()));
    }
    return service;
  }

  PipelineService service(String name, String step) {
    PipelineService service = service(name);
    if (!service.hasStep(step)) {
      throw new ProblemException(Problem.noSuchStep(name, step));
    }
    return service;
  }

  private static ProblemException badCursor(String cursor) {
    return new ProblemException(
        Problem.badRequest(
            "Parameter [cursor] is [%s], which no earlier answer gave.".formatted(cursor),
            "Pass [nextCursor] of the page before, percent-encoded, or nothing to start over."));
  }

  private static TopologyFormat format(String text) {
    return Arrays.stream(TopologyFormat.values())
        .filter(format -> inUrl(format).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.badRequest(
                        "Parameter [format] is [%s]. It must be one of [%s]."
                            .formatted(
                                text,
                                Arrays.stream(TopologyFormat.values())
                                    .map(PipelineApi::inUrl)
                                    .collect(Collectors.joining(", "))),
                        "Leave it out for [json].")));
  }

  private static String inUrl(TopologyFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  static int limitOf(Optional<String> limit) {
    return limit.map(PipelineApi::limit).orElse(DEFAULT_LIMIT);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Answered below like a number out of range.
    }
    throw new ProblemException(
        Problem.badRequest(
            "Parameter [limit] is [%s]. It must be a whole number from 1 to %d."
                .formatted(text, MAX_LIMIT),
            "Leave it out for %d, and use [nextCursor] to go on.".formatted(DEFAULT_LIMIT)));
  }
}

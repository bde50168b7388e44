package dev.potoroo.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityPage;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.status.Repair;
import dev.potoroo.status.Repair.Action;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The answers about quarantined keys, and to orders for single keys. */
final class RepairApi {
  private static final int RECORDS = 10;
  private static final int AT_ONCE = 500;

  private final PipelineApi pipelines;

  RepairApi(PipelineApi pipelines) {
    this.pipelines = pipelines;
  }

  CompletionStage<HttpResponse> keys(
      String name, String step, String prefix, Optional<String> limit, Optional<String> cursor) {
    PipelineService service = pipelines.service(name, step);
    return service
        .repairs()
        .quarantined(step, prefix, PipelineApi.limitOf(limit), cursor)
        .thenApply(Answers::json);
  }

  CompletionStage<HttpResponse> key(String name, String step, String key) {
    PipelineService service = pipelines.service(name, step);
    return service
        .repairs()
        .quarantined(step, key, RECORDS)
        .thenApply(
            found ->
                found
                    .map(parked -> Answers.tagged(parked, parked.head()))
                    .orElseThrow(
                        () -> new ProblemException(Problem.notQuarantined(name, step, key))));
  }

  CompletionStage<HttpResponse> order(
      String name, String step, String key, Action action, Requests.Order order) {
    PipelineService service = pipelines.service(name, step);
    Repair repair =
        new Repair(
            step,
            key,
            action,
            order.reason(),
            expected(action, order),
            value(action, order),
            order.by().orElse(null));
    return service
        .repairs()
        .order(repair)
        .thenApply(
            result -> {
              if (result.outcome() == Outcome.DONE) {
                return Answers.json(new Done(result.version(), result.held(), result.head()));
              }
              throw new ProblemException(problem(name, repair, result));
            });
  }

  private record Done(long version, long held, long head) {}

  private static @Nullable Long expected(Action action, Requests.Order order) {
    return switch (action) {
      case RELEASE, PAUSE -> null;
      case SKIP, REPLACE, EDIT, CLEAR -> Long.valueOf(order.expected());
    };
  }

  private static @Nullable JsonNode value(Action action, Requests.Order order) {
    return switch (action) {
      case EDIT -> order.value("state");
      case REPLACE -> order.value("record");
      case RELEASE, SKIP, CLEAR, PAUSE -> null;
    };
  }

  private static Problem problem(String pipeline, Repair repair, RepairResult result) {
    return switch (result.outcome()) {
      case NO_SUCH_ENTITY -> Problem.noSuchEntity(pipeline, repair.step(), repair.key());
      case NOT_QUARANTINED -> Problem.notQuarantined(pipeline, repair.step(), repair.key());
      case CHANGED -> Problem.changed(result.message());
      case UNREADABLE -> Problem.unreadableValue(result.message());
      case UNDONE, DONE -> Problem.undone(result.message());
    };
  }

  private record Released(int released, int failed, @Nullable String nextCursor) {}

  private record Skipped(int skipped, int failed, @Nullable String nextCursor) {}

  /** Does the same to a page of quarantined keys: those that a filter lets through. */
  CompletionStage<HttpResponse> orderAll(
      String name, String step, Action action, Requests.Order order) {
    PipelineService service = pipelines.service(name, step);
    String reason = order.reason();
    String by = order.by().orElse(null);
    return quarantined(service, step, order.body())
        .thenCompose(
            page -> {
              List<CompletableFuture<Boolean>> orders =
                  page.items().stream()
                      .map(item -> one(service, step, item.key(), action, reason, by))
                      .toList();
              return CompletableFuture.allOf(orders.toArray(CompletableFuture[]::new))
                  .thenApply(
                      all -> {
                        int done = (int) orders.stream().filter(CompletableFuture::join).count();
                        int failed = orders.size() - done;
                        return Answers.json(
                            action == Action.RELEASE
                                ? new Released(done, failed, page.nextCursor())
                                : new Skipped(done, failed, page.nextCursor()));
                      });
            });
  }

  private static CompletionStage<EntityPage> quarantined(
      PipelineService service, String step, JsonNode body) {
    String prefix = body.path("prefix").asText("");
    Optional<String> cursor = Optional.ofNullable(body.path("cursor").textValue());
    KeyFilter filter =
        InspectApi.filter(
            true,
            Optional.ofNullable(body.path("idle").textValue()),
            Optional.ofNullable(body.path("where").textValue()));
    return filter.looksAtObjects()
        ? service.inspection().entities(step, prefix, filter, AT_ONCE, cursor)
        : service.repairs().quarantined(step, prefix, AT_ONCE, cursor);
  }

  /** False if nothing has come of it. */
  private static CompletableFuture<Boolean> one(
      PipelineService service,
      String step,
      String key,
      Action action,
      String reason,
      @Nullable String by) {
    CompletionStage<Optional<Long>> head =
        action == Action.RELEASE
            ? CompletableFuture.completedFuture(Optional.empty())
            : service
                .repairs()
                .quarantined(step, key, 0)
                .thenApply(found -> found.map(QuarantineStatus::head));
    return head.thenCompose(
            expected ->
                service
                    .repairs()
                    .order(new Repair(step, key, action, reason, expected.orElse(null), null, by)))
        .thenApply(result -> result.outcome() == Outcome.DONE)
        .exceptionally(failure -> false)
        .toCompletableFuture();
  }

  CompletionStage<HttpResponse> audit(
      String name, Optional<String> since, Optional<String> limit, Optional<String> cursor) {
    PipelineService service = pipelines.service(name);
    return service
        .repairs()
        .audit(since.map(RepairApi::instant), PipelineApi.limitOf(limit), cursor)
        .thenApply(Answers::json);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new ProblemException(
          Problem.badRequest(
              "Parameter [since] is [%s].".formatted(text),
              "Write a time in UTC, such as 2026-03-01T08:14:55Z."));
    }
  }
}

package dev.potoroo.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.potoroo.service.Inspection;
import dev.potoroo.service.PipelineService;
import dev.potoroo.service.Tail;
import dev.potoroo.status.Answered;
import dev.potoroo.status.HotKeys;
import dev.potoroo.status.KeyFilter;
import dev.potoroo.status.Note;
import dev.potoroo.status.StatePredicate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The answers to those who look into state objects. */
final class InspectApi {
  private static final Duration LONGEST_TRACE = Duration.ofHours(24);

  private final PipelineApi pipelines;

  InspectApi(PipelineApi pipelines) {
    this.pipelines = pipelines;
  }

  private Inspection inspection(String name, String step) {
    return pipelines.service(name, step).inspection();
  }

  CompletionStage<HttpResponse> hot(
      String name, String step, Optional<String> by, Optional<String> limit) {
    return inspection(name, step)
        .hot(step, by.map(InspectApi::by).orElse(HotKeys.By.RATE), PipelineApi.limitOf(limit))
        .thenApply(Answers::json);
  }

  private static HotKeys.By by(String text) {
    return Arrays.stream(HotKeys.By.values())
        .filter(by -> inUrl(by).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "by",
                    text,
                    "It must be one of [%s]."
                        .formatted(
                            Arrays.stream(HotKeys.By.values())
                                .map(InspectApi::inUrl)
                                .collect(Collectors.joining(", "))),
                    "Leave it out for [rate]."));
  }

  private static String inUrl(HotKeys.By by) {
    return by.name().toLowerCase(Locale.ROOT);
  }

  /** Keys that a filter lets through; parameters as they were sent. */
  CompletionStage<HttpResponse> entities(String name, String step, Map<String, String> parameters) {
    KeyFilter filter =
        filter(
            flag(parameters, "quarantined"),
            Optional.ofNullable(parameters.get("idle")),
            Optional.ofNullable(parameters.get("where")));
    return inspection(name, step)
        .entities(
            step,
            parameters.getOrDefault("prefix", ""),
            filter,
            PipelineApi.limitOf(Optional.ofNullable(parameters.get("limit"))),
            Optional.ofNullable(parameters.get("cursor")))
        .thenApply(Answers::json);
  }

  /** A filter, as requests write it. */
  static KeyFilter filter(boolean quarantined, Optional<String> idle, Optional<String> where) {
    return new KeyFilter(
        quarantined, idle.map(InspectApi::duration), where.map(InspectApi::predicate));
  }

  private static boolean flag(Map<String, String> parameters, String name) {
    String text = parameters.getOrDefault(name, "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw bad(name, text, "It must be [true] or [false].", "Leave it out for [false].");
    }
    return text.equals("true");
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () ->
                bad(
                    "idle",
                    text,
                    "It must be a duration such as [500ms], [30s], [5m], [2h] or [7d].",
                    "It says how long nothing has touched an object, at least."));
  }

  private static StatePredicate predicate(String text) {
    try {
      return StatePredicate.parse(text);
    } catch (IllegalArgumentException e) {
      throw bad(
          "where",
          text,
          "It must be a JSON pointer, one of [= != < <= > >=] and a value.",
          "Percent-encoded: /count>100 is %2Fcount%3E100.");
    }
  }

  private static ProblemException bad(String parameter, String text, String must, String hint) {
    return new ProblemException(
        Problem.badRequest("Parameter [%s] is [%s]. %s".formatted(parameter, text, must), hint));
  }

  CompletionStage<HttpResponse> tail(String name, String step, String key) {
    Tail tail =
        inspection(name, step)
            .tail(step, key)
            .orElseThrow(() -> new ProblemException(Problem.tooManyTails()));
    return CompletableFuture.completedFuture(TailStream.of(tail));
  }

  CompletionStage<HttpResponse> history(
      String name, String step, String key, Optional<String> limit) {
    return inspection(name, step)
        .history(step, key, PipelineApi.limitOf(limit))
        .thenApply(answer -> answered(answer, name, step, key, history -> history));
  }

  private record Traced(Instant until, String logger, String node) {}

  /** Has what happens to a key written to the log, for a while. */
  CompletionStage<HttpResponse> trace(String name, String step, String key, Requests.Order order) {
    PipelineService service = pipelines.service(name, step);
    String reason = order.reason() + order.by().map(who -> ", by [" + who + "]").orElse("");
    String text = order.body().path("for").asText();
    Duration time =
        Durations.parse(text)
            .filter(known -> known.compareTo(LONGEST_TRACE) <= 0)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.badRequest(
                            "Field [for] is [%s]. It must be a duration of at most 24h, such as [5m]."
                                .formatted(text),
                            "[0s] ends a trace.")));
    Instant until =
        service
            .inspection()
            .trace(step, key, time, reason)
            .orElseThrow(() -> new ProblemException(Problem.tooManyTails()));
    JsonNode detail = JsonNodeFactory.instance.objectNode().put("until", until.toString());
    String by = order.by().orElse(null);
    service.repairs().note(new Note(step, key, Note.Action.TRACE, order.reason(), by, detail));
    return CompletableFuture.completedFuture(
        Answers.json(new Traced(until, "dev.potoroo.trace", service.address())));
  }

  CompletionStage<HttpResponse> dryRun(String name, String step, String key, Requests.Order order) {
    return inspection(name, step)
        .dryRun(step, key, order.value("record"))
        .thenApply(answer -> answered(answer, name, step, key, run -> run));
  }

  private record QueryAnswer(String type, JsonNode answer) {}

  CompletionStage<HttpResponse> query(String name, String step, String key, Requests.Order order) {
    Inspection inspection = inspection(name, step);
    String type = type(step, inspection.queries(step), order.body());
    JsonNode question =
        Optional.ofNullable(order.body().get("query"))
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return inspection
        .query(step, key, type, question)
        .thenApply(
            answer -> answered(answer, name, step, key, value -> new QueryAnswer(type, value)));
  }

  private static String type(String step, List<String> known, JsonNode body) {
    String type = body.path("type").asText(known.size() == 1 ? known.get(0) : "");
    if (!known.contains(type)) {
      throw new ProblemException(
          Problem.badRequest(
              "Field [type] is [%s]. Step [%s] answers %s.".formatted(type, step, known),
              known.isEmpty()
                  ? "The pipeline's author adds questions with [query] on the step."
                  : "Send such as {\"type\": \"%s\", \"query\": {}}.".formatted(known.get(0))));
    }
    return type;
  }

  private static <T> HttpResponse answered(
      Answered<T> answer, String name, String step, String key, Function<T, Object> shown) {
    T value = answer.value();
    if (answer.outcome() == Answered.Outcome.OK && value != null) {
      return Answers.json(shown.apply(value));
    }
    throw new ProblemException(
        switch (answer.outcome()) {
          case NO_SUCH_ENTITY -> Problem.noSuchEntity(name, step, key);
          case NOT_KEPT -> Problem.noHistory(step);
          case UNREADABLE -> Problem.unreadableQuestion(answer.message());
          case FAILED, OK -> Problem.notAnswered(answer.message());
        });
  }
}

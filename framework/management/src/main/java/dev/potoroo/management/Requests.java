package dev.potoroo.management;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.Note;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/**
 * The kinds of requests: those that ask, and those that change something, which need a token. What
 * fails or takes too long is answered with what is wrong.
 */
final class Requests extends AllDirectives {
  private final RunningPipeline running;
  private final Duration timeout;
  private final long maxBody;

  Requests(RunningPipeline running, ManagementSettings.Limits limits) {
    this.running = running;
    this.timeout = limits.requestTimeout();
    this.maxBody = limits.maxBodySize();
  }

  /** Answers GET. */
  Route answer(Supplier<CompletionStage<HttpResponse>> answer) {
    return get(() -> inTime(answer));
  }

  /** Answers POST; a body is read and not looked at. */
  Route order(Role needed, Supplier<CompletionStage<HttpResponse>> answer) {
    return post(
        () ->
            admitted(
                needed,
                () ->
                    withSizeLimit(
                        maxBody,
                        () -> entity(Unmarshaller.entityToByteArray(), body -> inTime(answer)))));
  }

  /** Answers POST with a JSON object, of which nothing comes but the answer. */
  Route question(Function<Order, CompletionStage<HttpResponse>> answer) {
    return post(() -> read(answer));
  }

  /** Answers POST with a JSON object. */
  Route order(Role needed, Function<Order, CompletionStage<HttpResponse>> answer) {
    return post(() -> withBody(needed, answer));
  }

  /** Answers PUT with a JSON object. */
  Route replace(Function<Order, CompletionStage<HttpResponse>> answer) {
    return put(() -> withBody(Role.EDIT, answer));
  }

  private Route withBody(Role needed, Function<Order, CompletionStage<HttpResponse>> answer) {
    return admitted(needed, () -> read(answer));
  }

  private Route read(Function<Order, CompletionStage<HttpResponse>> answer) {
    return withSizeLimit(
        maxBody,
        () ->
            optionalHeaderValueByName(
                "If-Match",
                match ->
                    extractRequest(
                        request ->
                            entity(
                                Unmarshaller.entityToByteArray(),
                                body ->
                                    inTime(
                                        () ->
                                            answer.apply(
                                                new Order(
                                                    json(body), match, running.who(request))))))));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode json = JacksonSupport.json().readTree(body);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      // Answered below like JSON that is no object.
    }
    throw new ProblemException(
        Problem.badRequest(
            "The body is not a JSON object.", "Send such as {\"reason\": \"why\"}."));
  }

  private Route admitted(Role needed, Supplier<Route> then) {
    return extractRequest(
        request ->
            running
                .refusal(needed, request)
                .map(problem -> complete(Answers.problem(problem)))
                .orElseGet(then));
  }

  private Route inTime(Supplier<CompletionStage<HttpResponse>> answer) {
    return extractUri(
        uri ->
            completeWithFuture(
                started(answer)
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
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

  /** What somebody orders: a JSON object, what must be so, and the name of his token. */
  record Order(JsonNode body, Optional<String> ifMatch, Optional<String> by) {

    String reason() {
      String reason = body.path("reason").asText("").strip();
      if (reason.isEmpty() || reason.length() > 1000) {
        throw new ProblemException(
            Problem.badRequest(
                "Field [reason] is missing, or longer than 1000 characters.",
                "Say in it why you do this; it is kept in the audit log."));
      }
      return reason;
    }

    /** What the audit log is to keep of an order that is about the pipeline. */
    Note note(Note.Action action) {
      return new Note("", "", action, reason(), by.orElse(null), null);
    }

    JsonNode value(String field) {
      JsonNode value = body.get(field);
      if (value == null) {
        throw new ProblemException(
            Problem.badRequest(
                "Field [%s] is missing.".formatted(field), "The reference has an example."));
      }
      return value;
    }

    /** The number that the resource must still have. */
    long expected() {
      String tag =
          ifMatch.orElseThrow(() -> new ProblemException(Problem.preconditionRequired())).strip();
      String number =
          tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")
              ? tag.substring(1, tag.length() - 1)
              : tag;
      try {
        return Long.parseLong(number);
      } catch (NumberFormatException e) {
        throw new ProblemException(
            Problem.badRequest(
                "Header [If-Match] is [%s].".formatted(tag),
                "It must be the [ETag] that reading gave, such as \"12\"."));
      }
    }
  }
}

package dev.potoroo.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the management endpoint of a running node. */
final class ManagementClient {
  private static final String DATA = "data: ";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClientOptions options;
  private final HttpClient http;
  private final String base;
  private final String pipeline;

  ManagementClient(ClientOptions options) {
    this.options = options;
    this.base = options.base();
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
    options.trust().ifPresent(file -> client.sslContext(TrustedCertificates.of(file)));
    this.http = client.build();
    this.pipeline = get("/api/v1").body().path("pipeline").asText();
  }

  /** What was answered, and the tag that tells whether it has changed. */
  record Answer(JsonNode body, Optional<String> tag) {}

  /** The endpoint does not do what it is asked for: the problem that it tells. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient JsonNode problem;

    RefusedException(JsonNode problem) {
      super(problem.path("detail").asText());
      this.problem = problem;
    }

    JsonNode problem() {
      return problem;
    }

    /** Whether something is not there, or not as it was expected. */
    boolean isAboutWhatIsThere() {
      int status = problem.path("status").asInt();
      return status == 404 || status == 412;
    }
  }

  /** A path of the pipeline's, whose parts are encoded. */
  String path(String... parts) {
    StringBuilder path = new StringBuilder("/api/v1/pipelines/" + pipeline);
    for (String part : parts) {
      path.append('/').append(encoded(part));
    }
    return path.toString();
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Answer get(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).GET();
    options.givenToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return send(request);
  }

  /** Asks with a body. */
  Answer ask(String path, JsonNode body) {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /**
   * Takes server-sent events, until the stream ends or {@code taker} wants no more of them.
   *
   * @param taker is given the data of each
   * @return whether it wanted no more
   */
  boolean follow(String path, Predicate<String> taker) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).build();
    try {
      HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw new RefusedException(
              JacksonSupport.json().readTree(lines.collect(Collectors.joining())));
        }
        return lines
            .filter(line -> line.startsWith(DATA))
            .map(line -> line.substring(DATA.length()))
            .anyMatch(data -> !taker.test(data));
      }
    } catch (UncheckedIOException e) {
      throw notAsked("the connection has ended", e);
    } catch (IOException e) {
      throw notAsked(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notAsked("interrupted", e);
    }
  }

  /** Gives an order. */
  Answer order(String method, String path, JsonNode body, Optional<String> ifMatch) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, BodyPublishers.ofString(body.toString()))
            .header("Authorization", "Bearer " + options.token(pipeline));
    ifMatch.ifPresent(tag -> request.header("If-Match", tag));
    return send(request);
  }

  private Answer send(HttpRequest.Builder request) {
    HttpRequest built = request.timeout(PATIENCE).build();
    try {
      HttpResponse<String> response = http.send(built, BodyHandlers.ofString());
      JsonNode body = JacksonSupport.json().readTree(response.body());
      if (response.statusCode() / 100 != 2) {
        throw new RefusedException(body);
      }
      return new Answer(body, response.headers().firstValue("ETag"));
    } catch (JsonProcessingException e) {
      throw notAsked("what answers there is no node of Potoroo", e);
    } catch (IOException e) {
      throw notAsked(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notAsked("interrupted", e);
    }
  }

  private PotorooException notAsked(String why, Exception e) {
    return new PotorooException(
        ErrorCode.NOT_READY,
        "No node answers at ["
            + base
            + "]: "
            + why
            + ". Say with --at where one listens; [run] prints it as [management].",
        e);
  }
}

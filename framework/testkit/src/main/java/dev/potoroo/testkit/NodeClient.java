package dev.potoroo.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PipelineStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a node in another process, by its management endpoint. */
final class NodeClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String pipeline;

  /**
   * @param url where the endpoint listens
   * @param pipeline the name of the pipeline there
   */
  NodeClient(String url, String pipeline) {
    this.url = url;
    this.pipeline = url + "/api/v1/pipelines/" + encoded(pipeline);
  }

  /** Whether the node processes records; it does not if it does not answer. */
  boolean ready() {
    try {
      return get(url + "/api/v1").body().path("ready").asBoolean();
    } catch (IOException e) {
      return false;
    }
  }

  PipelineStatus status() {
    return read(good(asked(pipeline)), PipelineStatus.class);
  }

  Optional<EntityStatus> object(String step, String key) {
    Answer answer = asked(pipeline + "/steps/" + encoded(step) + "/entities/" + encoded(key));
    return answer.is(ErrorCode.NO_SUCH_ENTITY)
        ? Optional.empty()
        : Optional.of(read(good(answer), EntityStatus.class));
  }

  private record Answer(int status, JsonNode body) {
    boolean is(ErrorCode code) {
      return code.code().equals(body.path("code").asText());
    }
  }

  private static JsonNode good(Answer answer) {
    if (answer.status() == 200) {
      return answer.body();
    }
    String problem =
        answer.body().path("detail").asText() + " " + answer.body().path("hint").asText();
    throw answer.is(ErrorCode.NO_SUCH_STEP)
        ? new IllegalArgumentException(problem)
        : new IllegalStateException(problem);
  }

  private Answer asked(String address) {
    try {
      return get(address);
    } catch (IOException e) {
      throw new IllegalStateException("no node answers at [" + address + "]", e);
    }
  }

  private Answer get(String address) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Patience.TIME).build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), JacksonSupport.json().readTree(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking [" + address + "]", e);
    }
  }

  private static <T> T read(JsonNode body, Class<T> type) {
    try {
      return JacksonSupport.json().treeToValue(body, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a node has answered [" + body + "]", e);
    }
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

package dev.potoroo.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Asks a registry, and understands what it answers. */
final class RegistryCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final HttpResponse.BodyHandler<String> BODY =
      HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final int MAX_SHOWN = 300;

  private final SchemaRegistry.Settings settings;

  RegistryCalls(SchemaRegistry.Settings settings) {
    this.settings = settings;
  }

  SchemaRegistry.Settings settings() {
    return settings;
  }

  Schema schema(int id) throws IOException, InterruptedException {
    String path = "/schemas/ids/" + id;
    JsonNode found =
        get(path)
            .orElseThrow(() -> new IOException("there is no schema [" + id + "] in " + here()));
    Schema.Parser parser = new Schema.Parser();
    return parse(found, path, parser);
  }

  int id(String subject, Schema schema) throws IOException, InterruptedException {
    byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put("schema", schema.toString()));
    String path = "/subjects/" + encoded(subject);
    HttpRequest request =
        request(path)
            .header("Content-Type", TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    JsonNode found =
        answer(request)
            .orElseThrow(
                () ->
                    new IOException(
                        ("schema [%s] is not registered for subject [%s] in %s. Register it there"
                                + " before records are written with it.")
                            .formatted(schema.getFullName(), subject, here())));
    if (!found.path("id").isInt()) {
      throw strange(path, found.toString());
    }
    return found.path("id").intValue();
  }

  private Schema parse(JsonNode found, String path, Schema.Parser parser)
      throws IOException, InterruptedException {
    String type = found.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new IOException(
          "what %s has at [%s] is no Avro but [%s]".formatted(here(), path, type));
    }
    if (!found.path("schema").isTextual()) {
      throw strange(path, found.toString());
    }
    for (JsonNode reference : found.path("references")) {
      refer(reference, path, parser);
    }
    try {
      return parser.parse(found.path("schema").textValue());
    } catch (AvroRuntimeException e) {
      throw new IOException(
          "what %s has at [%s] is no schema of Avro: %s".formatted(here(), path, e.getMessage()),
          e);
    }
  }

  /** Has the parser know a type that a schema names and does not define. */
  private void refer(JsonNode reference, String path, Schema.Parser parser)
      throws IOException, InterruptedException {
    if (parser.getTypes().containsKey(reference.path("name").asText())) {
      return;
    }
    String referred =
        "/subjects/%s/versions/%s"
            .formatted(
                encoded(reference.path("subject").asText()), reference.path("version").asText());
    Optional<JsonNode> found = get(referred);
    if (found.isEmpty()) {
      throw new IOException(
          "what %s has at [%s] refers to [%s], which is not there"
              .formatted(here(), path, referred));
    }
    Schema unused = parse(found.get(), referred, parser);
  }

  private Optional<JsonNode> get(String path) throws IOException, InterruptedException {
    return answer(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.base() + path))
            .timeout(settings.timeout())
            .header("Accept", TYPE + ", application/json");
    settings.headers().forEach(request::setHeader);
    return request;
  }

  /** Asks until there is an answer, or it has taken too long; empty if there is no such thing. */
  private Optional<JsonNode> answer(HttpRequest request) throws IOException, InterruptedException {
    long end = System.nanoTime() + settings.timeout().toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      HttpResponse<String> response = null;
      String problem;
      try {
        response = settings.client().send(request, BODY);
        problem = response.statusCode() + " " + shown(response.body());
      } catch (IOException e) {
        problem = e.toString();
      }
      if (response != null && !mayPass(response.statusCode())) {
        return understood(request, response);
      }
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new RegistryException(
            "%s has not answered within [%s]: %s".formatted(here(), settings.timeout(), problem));
      }
      Thread.sleep(Math.min(left, pause));
      pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
    }
  }

  private static boolean mayPass(int status) {
    return status == 429 || status >= 500;
  }

  private Optional<JsonNode> understood(HttpRequest request, HttpResponse<String> response)
      throws RegistryException {
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    String path = request.uri().getRawPath();
    if (response.statusCode() != 200) {
      throw new RegistryException(
          "%s has refused [%s]: %d %s"
              .formatted(here(), path, response.statusCode(), shown(response.body())));
    }
    try {
      return Optional.of(JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw strange(path, response.body());
    }
  }

  private RegistryException strange(String path, String answer) {
    return new RegistryException(
        "%s does not answer as a registry does to [%s]: %s".formatted(here(), path, shown(answer)));
  }

  private static String shown(String text) {
    return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
  }

  private String here() {
    return "the registry at [" + settings.base() + "]";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

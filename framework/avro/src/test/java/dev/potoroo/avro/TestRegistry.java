package dev.potoroo.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;

/** A server that answers as the documentation of Confluent's registry says. */
final class TestRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Integer> failures = new ArrayList<>();
  private String authorization = "";
  private int refusals = Integer.MAX_VALUE;

  private TestRegistry(HttpServer server) {
    this.server = server;
  }

  static TestRegistry start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TestRegistry registry = new TestRegistry(server);
    server.createContext("/", registry::handle);
    server.start();
    return registry;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Requests, as {@code GET /schemas/ids/1}. */
  List<String> asked() {
    return asked;
  }

  /** Refuses those who do not send this. */
  void requireAuthorization(String value) {
    authorization = value;
  }

  /** Refuses so many requests more, then none. */
  synchronized void permitAfter(int requests) {
    refusals = requests;
  }

  /** Answers the next requests with these codes. */
  synchronized void fail(Integer... codes) {
    failures.addAll(List.of(codes));
  }

  /** Has a schema, of which the number is also its version. */
  ObjectNode put(int id, String subject, Schema schema) {
    ObjectNode answer = put(id, subject, schema.toString());
    answers.put("POST /subjects/" + subject + " " + schema, answer);
    return answer;
  }

  ObjectNode put(int id, String subject, String schema) {
    ObjectNode answer = JSON.createObjectNode().put("id", id).put("schema", schema);
    answers.put("GET /schemas/ids/" + id, answer);
    answers.put("GET /subjects/" + subject + "/versions/" + id, answer);
    return answer;
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      asked.add(request);
      if (!failures.isEmpty()) {
        answer(exchange, failures.remove(0), error(50001, "Error in the backend datastore"));
      } else if (refusals > 0
          && !authorization.isEmpty()
          && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        refusals--;
        answer(exchange, 401, error(401, "Unauthorized"));
      } else {
        find(exchange, body.isMissingNode() ? request : request + " " + text(body));
      }
    }
  }

  private void find(HttpExchange exchange, String request) throws IOException {
    JsonNode found = answers.get(request);
    if (found == null) {
      answer(exchange, 404, error(40403, "Schema not found"));
    } else {
      answer(exchange, 200, found);
    }
  }

  private static String text(JsonNode body) {
    return new Schema.Parser().parse(body.path("schema").asText()).toString();
  }

  private static JsonNode error(int code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

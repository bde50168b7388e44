package dev.potoroo.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.JacksonSupport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;

/** A member of a cluster of one, and a client that asks it. */
final class TestMember implements AutoCloseable {
  static final String TOKEN = "token-of-the-tests";

  private static final String DEFAULTS =
      """
      potoroo.management { port = 0, request-timeout = 1s, token = "token-of-the-tests" }
      pekko {
        loglevel = WARNING
        stdout-loglevel = WARNING
        actor.provider = cluster
        remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
        remote.artery.bind.bind-timeout = 30s
        cluster.jmx.multi-mbeans-in-same-jvm = on
        coordinated-shutdown.exit-jvm = off
      }
      """;

  final FakePipelineService service;
  final ManagementEndpoint endpoint;
  private final ActorSystem<?> system;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestMember(ActorSystem<?> system) {
    this.system = system;
    this.service = new FakePipelineService(system);
    this.endpoint = ManagementEndpoint.start(service);
  }

  static Config config(String more) {
    return ConfigFactory.parseString(more)
        .withFallback(ConfigFactory.parseString(DEFAULTS))
        .withFallback(ConfigFactory.load());
  }

  static ActorSystem<?> system(String more) {
    return ActorSystem.create(Behaviors.empty(), "potoroo", ManagementConfig.applyTo(config(more)));
  }

  /** A member that is up and ready. */
  static TestMember start(String more) {
    ActorSystem<?> system = system(more);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    TestMember member = new TestMember(system);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> member.get("/ready").statusCode() == 200);
    return member;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path);
  }

  HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
    return send(method, path, "X-From", "a test");
  }

  /** Sends an order as one who may give it. */
  HttpResponse<String> order(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint.address() + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + TOKEN)
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The status of an answer that goes on, of which no more is read. */
  int statusOfStream(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://" + endpoint.address() + path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      return answer.statusCode();
    }
  }

  /** Sends a body without a token. */
  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(posting(path, body));
  }

  HttpRequest.Builder posting(String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://" + endpoint.address() + path))
        .POST(BodyPublishers.ofString(body))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String header, String value)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + endpoint.address() + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header(header, value)
            .timeout(Duration.ofSeconds(20))
            .build(),
        BodyHandlers.ofString());
  }

  /** Asks for a path as it stands, which no client library would. */
  String raw(String target, String host) throws IOException {
    return exchange(
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(target, host));
  }

  /** Writes a request and reads until the server closes the connection. */
  String exchange(String request) throws IOException {
    String[] address = endpoint.address().split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static boolean isProblem(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .orElse("")
        .equals("application/problem+json");
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JacksonSupport.json().readTree(response.body());
  }

  static JsonNode json(String rawResponse) throws IOException {
    return JacksonSupport.json().readTree(rawResponse.substring(rawResponse.indexOf("\r\n\r\n")));
  }

  static void end(ActorSystem<?> system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException | ExecutionException e) {
      throw new AssertionError("The actor system did not end", e);
    }
  }

  @Override
  public void close() {
    end(system);
  }
}

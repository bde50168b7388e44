package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.potoroo.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that send again whatever was not answered, a node that is killed, and a server that fails
 * now and then: each order is counted once, and each count posted once. {@code -Dtest.kills} says
 * how often it is killed, {@code -Dtest.seed} repeats the moments.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HttpIT {
  private static final int KILLS = Integer.getInteger("test.kills", 4);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final int CLIENTS = 4;
  private static final int BETWEEN_KILLS = 30;

  /** Orders in a request, by its number. */
  private static int size(int request) {
    return request % 5 == 0 ? 3 : 1;
  }

  @TempDir private Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final int port = FreePort.find();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger sentAgain = new AtomicInteger();
  private final Random random = new Random(SEED);
  private volatile boolean enough;

  /** What was posted here, by customer, in order of arrival; each key once. */
  private final Map<String, List<JsonNode>> counts = new HashMap<>();

  private final Set<String> keys = new HashSet<>();
  private int posts;

  private synchronized void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    posts++;
    boolean fails = posts % 7 == 0;
    boolean arrives = !fails || posts % 2 == 0;
    if (arrives && keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"))) {
      JsonNode count = Http.parse(new String(body, StandardCharsets.UTF_8));
      counts.computeIfAbsent(count.path("customer").asText(), c -> new ArrayList<>()).add(count);
    }
    exchange.sendResponseHeaders(fails ? 503 : 204, -1);
    exchange.close();
  }

  private synchronized int received() {
    return keys.size();
  }

  /** Sends requests until there are enough, each until it is answered; how many. */
  private int client(int number) {
    int request = 0;
    while (!enough) {
      String order = "{\"customer\":\"c%d\",\"text\":\"%d-%%d\"}".formatted(number, request);
      StringBuilder orders = new StringBuilder();
      for (int i = 0; i < size(request); i++) {
        orders.append(order.formatted(i)).append('\n');
      }
      String key = number + "-" + request;
      while (!isCommitted(key, orders.toString())) {
        sentAgain.incrementAndGet();
        LockSupport.parkNanos(20_000_000);
      }
      answered.incrementAndGet();
      request++;
    }
    return request;
  }

  private boolean isCommitted(String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(20))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 202;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Nodes node(int server) {
    return Nodes.of("posted", directory)
        .withTestPipelines()
        .set("rounds.interval", "50ms")
        .set("bindings.orders.connector", "http")
        .set("bindings.orders.port", port)
        .set("bindings.counts.connector", "http")
        .set("bindings.counts.url", "http://127.0.0.1:" + server + "/counts")
        .start(1);
  }

  private void awaitAnswers(int more) {
    int wanted = answered.get() + more;
    await("answers; seed " + SEED)
        .atMost(PotorooProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> answered.get() >= wanted);
  }

  @Test
  void countsEachOrderOnceHoweverOftenItIsSentAndTheNodeKilled() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::receive);
    server.start();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        clients.add(threads.submit(() -> client(number)));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        try (Nodes nodes = node(server.getAddress().getPort())) {
          awaitAnswers(BETWEEN_KILLS);
          boolean ended = nodes.node(0).endsWithin(Duration.ofMillis(random.nextInt(150)));
          assertThat(ended).as("%s", nodes.node(0)).isFalse();
          nodes.node(0).kill();
        }
      }
      try (Nodes nodes = node(server.getAddress().getPort())) {
        awaitAnswers(BETWEEN_KILLS);
        enough = true;
        int orders = 0;
        List<Integer> requests = new ArrayList<>();
        for (Future<Integer> client : clients) {
          requests.add(client.get(2, TimeUnit.MINUTES));
          for (int i = 0; i < requests.get(requests.size() - 1); i++) {
            orders += size(i);
          }
        }
        int all = orders;
        await("all counts; seed " + SEED)
            .atMost(PotorooProcess.PATIENCE)
            .until(() -> received() >= all);
        requireCounts(requests);
        assertThat(nodes.node(0).terminate().exitCode()).as("%s", nodes.node(0)).isZero();
        requireCounts(requests);
      }
    } finally {
      enough = true;
      threads.shutdownNow();
      server.stop(0);
    }
    assertThat(sentAgain.get()).as("requests that were sent again").isPositive();
  }

  /** Numbers without a gap, each once and in order, and all texts of the requests. */
  private synchronized void requireCounts(List<Integer> requests) {
    for (int client = 0; client < CLIENTS; client++) {
      List<String> wanted = new ArrayList<>();
      for (int request = 0; request < requests.get(client); request++) {
        for (int i = 0; i < size(request); i++) {
          wanted.add((wanted.size() + 1) + " " + request + "-" + i);
        }
      }
      List<String> found =
          counts.getOrDefault("c" + client, List.of()).stream()
              .map(count -> count.path("number").asLong() + " " + count.path("text").asText())
              .toList();
      assertThat(found).as("client %d, seed %d", client, SEED).isEqualTo(wanted);
    }
  }
}

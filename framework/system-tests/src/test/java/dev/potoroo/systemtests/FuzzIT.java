package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.systemtests.HostileRequests.Request;
import dev.potoroo.systemtests.RawClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is sent to the management endpoint of a running pipeline: it answers, without an
 * internal error, tells of no other key than the one that was asked for, and the pipeline goes on
 * as before.
 */
class FuzzIT {
  private static final int REQUESTS = Integer.getInteger("test.requests", 4_000);
  private static final boolean AT_LENGTH = REQUESTS >= 100_000;
  private static final long SEED = Long.getLong("test.seed", 20_261);
  private static final int RATE = Integer.getInteger("test.rate", 20_000);
  private static final String STEP = "latest-price";
  private static final int SLOW_CLIENTS = 20;

  @TempDir private Path directory;

  @Test
  void nothingThatIsSentDisturbsThePipeline() throws Exception {
    try (PotorooProcess node = start()) {
      await().atMost(PotorooProcess.PATIENCE).until(() -> records(node) > 3L * RATE);
      double before = AT_LENGTH ? rate(node, 10) : 0;
      URI uri = URI.create(node.management());
      List<Socket> slow = slowClients(uri);
      long from = records(node);
      long began = System.nanoTime();
      attack(node, uri);
      double during = (records(node) - from) / ((System.nanoTime() - began) / 1e9);
      JsonNode status = Http.json(node.management() + "/api/v1/pipelines/stock-prices");
      assertThat(status.path("state").asText()).isEqualTo("RUNNING");
      long now = records(node);
      await().atMost(PotorooProcess.PATIENCE).until(() -> records(node) > now);
      assertThat(node.stderr()).doesNotContain("Cannot answer");
      for (Socket one : slow) {
        one.close();
      }
      if (AT_LENGTH) {
        System.out.printf(
            "fuzz: %,.0f records/s before, %,.0f during (%.1f %%)%n",
            before, during, 100 * during / before);
        assertThat(during).isGreaterThan(0.9 * before);
      }
    }
  }

  private PotorooProcess start() {
    List<String> arguments =
        List.of(
            "-jar",
            Jvm.jar(),
            "run",
            "stock-prices",
            "--data-dir=" + directory.resolve("data"),
            "--port=0",
            "--management-port=0",
            "--set=bindings.ticks.connector=generator",
            "--set=bindings.ticks.rate=" + RATE,
            "--set=bindings.new-highs.connector=log",
            "--set=management.max-requests-per-second=1000000",
            "--set=management.max-wrong-tokens-per-second=1000000",
            "--set=management.request-timeout=5s");
    return PotorooProcess.start(directory, "stock-prices", List.of(), arguments);
  }

  private void attack(PotorooProcess node, URI uri) throws Exception {
    String base = node.management();
    JsonNode page = Http.json(base + "/api/v1/pipelines/stock-prices/steps/" + STEP + "/entities");
    List<String> keys =
        StreamSupport.stream(page.path("items").spliterator(), false)
            .map(item -> item.path("key").asText())
            .toList();
    assertThat(keys).isNotEmpty();
    JsonNode openApi = Http.json(base + "/api/v1/openapi.json");
    String token =
        Files.readString(directory.resolve("data/stock-prices/management.token")).strip();
    List<Throwable> failures = new ArrayList<>();
    TreeMap<Integer, Integer> answers = new TreeMap<>();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            HostileRequests requests =
                                new HostileRequests(
                                    SEED + i, openApi, "stock-prices", STEP, keys, token);
                            send(requests, uri, keys, answers);
                          } catch (Throwable e) {
                            synchronized (failures) {
                              failures.add(e);
                            }
                          }
                        }))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("fuzz: answers by status " + answers + ", 0: closed without one");
    assertThat(failures).as("seed [%d]", SEED).isEmpty();
    assertThat(answers.keySet()).contains(200, 400, 401, 404, 405);
  }

  private static void send(
      HostileRequests requests, URI uri, List<String> keys, TreeMap<Integer, Integer> answers)
      throws IOException {
    try (RawClient client = new RawClient(uri.getHost(), uri.getPort())) {
      for (int i = 0; i < REQUESTS / 4; i++) {
        Request request = requests.next();
        Answer answer = client.send(request.bytes(), request.isHead(), request.whole());
        if (!request.whole()) {
          client.close();
        }
        synchronized (answers) {
          answers.merge(answer.status(), 1, Integer::sum);
        }
        check(request, answer, keys);
      }
    }
  }

  private static void check(Request request, Answer answer, List<String> keys) {
    assertThat(answer.status()).as(request.line()).isNotIn(500, 502);
    assertThat(answer.body()).as(request.line()).doesNotContain("\tat ", "dev.potoroo.management.");
    if (answer.status() != 200 && answer.status() != 422) {
      // These say what the pipeline's own classes say of a value.
      assertThat(answer.body()).as(request.line()).doesNotContain("Exception:");
    }
    if (!request.key().isEmpty() && answer.status() == 200 && !request.isHead()) {
      JsonNode entity = Http.parse(answer.body());
      assertThat(entity.path("key").asText()).as(request.line()).isEqualTo(request.key());
      for (String other : keys) {
        if (!other.equals(request.key())) {
          assertThat(answer.body()).as(request.line()).doesNotContain("\"" + other + "\"");
        }
      }
    }
  }

  /** Clients that begin a request and do not go on. */
  private static List<Socket> slowClients(URI uri) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      Socket socket = new Socket(uri.getHost(), uri.getPort());
      String begun =
          i % 2 == 0
              ? "GET /api/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
              : "PUT /api/v1/pipelines/stock-prices/steps/latest-price/entities/a HTTP/1.1\r\n"
                  + "Host: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{";
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    return sockets;
  }

  /** How many records a second there are, over so many seconds' worth of them. */
  private static double rate(PotorooProcess node, int seconds) {
    long from = records(node);
    long began = System.nanoTime();
    await()
        .atMost(PotorooProcess.PATIENCE)
        .until(() -> records(node) >= from + (long) seconds * RATE);
    return (records(node) - from) / ((System.nanoTime() - began) / 1e9);
  }

  private static long records(PotorooProcess node) {
    return Http.sum(
        Http.json(node.management() + "/api/v1/pipelines/stock-prices"), "steps", "records");
  }
}

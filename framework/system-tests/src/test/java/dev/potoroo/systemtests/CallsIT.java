package dev.potoroo.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that asks a server is killed again and again, and the server fails now and then: each line
 * has one answer, in order, and the server is always told the same of a call.
 */
class CallsIT {
  private static final int KILLS = Integer.getInteger("test.kills", 2);
  private static final int LINES = 3000;
  private static final int KEYS = 20;

  @TempDir private Path directory;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<String, String> lineOfCall = new ConcurrentHashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String id = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    String before = lineOfCall.putIfAbsent(id, line);
    if (before != null && !before.equals(line)) {
      synchronized (contradictions) {
        contradictions.add(id + " was [" + before + "], is [" + line + "]");
      }
    }
    boolean fails = calls.incrementAndGet() % 50 == 0;
    byte[] body = (line + " answered").getBytes(UTF_8);
    exchange.sendResponseHeaders(fails ? 503 : 200, fails ? -1 : body.length);
    if (!fails) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Test
  void eachLineHasOneAnswerHoweverOftenTheNodeIsKilled() throws IOException {
    List<String> lines = new ArrayList<>();
    Map<String, List<String>> expected = new TreeMap<>();
    for (int i = 0; i < LINES; i++) {
      String line = "k" + i % KEYS + " " + i;
      lines.add(line);
      expected.computeIfAbsent("k" + i % KEYS, k -> new ArrayList<>()).add(line + " answered");
    }
    Path input = Files.write(directory.resolve("input.txt"), lines);
    for (int kill = 0; kill < KILLS; kill++) {
      int enough = calls.get() + LINES / (2 * KILLS);
      try (PotorooProcess process = run(input, "run-" + kill)) {
        await("calls")
            .atMost(PotorooProcess.PATIENCE)
            .until(() -> calls.get() >= enough || !process.alive());
        assertThat(process.alive()).as("%s", process).isTrue();
        process.kill();
      }
    }
    try (PotorooProcess process = run(input, "last")) {
      assertThat(process.exitCode()).as("%s", process).isZero();
    }
    Map<String, List<String>> answered = new TreeMap<>();
    for (String line : Files.readAllLines(output())) {
      String key = line.substring(0, line.indexOf(' '));
      answered.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
    }
    assertThat(answered).isEqualTo(expected);
    assertThat(contradictions).isEmpty();
    assertThat(lineOfCall).hasSize(LINES);
  }

  private Path output() {
    return directory.resolve("output.txt");
  }

  private PotorooProcess run(Path input, String name) {
    String server = "http://127.0.0.1:" + this.server.getAddress().getPort() + "/";
    List<String> options = List.of("-D" + Asked.SERVER + "=" + server);
    List<String> arguments = new ArrayList<>(Jvm.withTestPipelines());
    arguments.addAll(
        List.of(
            "run",
            "asked",
            "--port=0",
            "--management-port=0",
            "--data-dir=" + directory.resolve("data"),
            "--set=rounds.interval=50ms",
            "--set=async.pending=200",
            "--set=bindings.lines.connector=file",
            "--set=bindings.lines.path=" + input,
            "--set=bindings.out.connector=file",
            "--set=bindings.out.path=" + output()));
    return PotorooProcess.start(directory.resolve(name), "asked", options, arguments);
  }
}

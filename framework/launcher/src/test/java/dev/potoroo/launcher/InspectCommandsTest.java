package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.potoroo.JacksonSupport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands that look into objects send, and what they make of the answers. */
class InspectCommandsTest {
  private static final String EVENTS =
      """
      event: following
      data: {"kind":"FOLLOWING","node":"127.0.0.1:7355","generation":3}

      : nothing new

      event: record
      data: {"kind":"RECORD","time":"2026-03-01T08:21:07Z","skipped":1234,"version":8,"micros":12,\
      "record":"a line","before":{"n":1},"patch":[{"op":"replace","path":"/n","value":2}],\
      "outputs":["out"],"error":null,"omitted":[]}

      event: skipped
      data: {"kind":"SKIPPED","skipped":5}

      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestMethod() + " " + path + (sent.isEmpty() ? "" : " " + sent));
    boolean gone = path.contains("gone");
    String body =
        path.equals("/api/v1")
            ? "{\"pipeline\":\"words\"}"
            : gone
                ? "{\"status\":404,\"code\":\"POTOROO-5004\",\"detail\":\"No.\",\"hint\":\"So.\"}"
                : path.endsWith("/tail")
                    ? EVENTS
                    : path.contains("?")
                        ? "{\"items\":[{\"key\":\"cat\",\"held\":0}],"
                            + "\"members\":{\"answered\":2,\"of\":3}}"
                        : "{\"answer\":3}";
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(gone ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--at=127.0.0.1:" + server.getAddress().getPort());
    Host host =
        new Host(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Optional.empty(),
            new FakeEngine(),
            stop -> () -> {});
    return new Cli(Pipelines.services(), host).execute(all.toArray(String[]::new));
  }

  @Test
  void listsHotKeysAndSaysIfANodeIsMissing() {
    assertThat(run("hot", "count", "--by=held")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo("GET /api/v1/pipelines/words/steps/count/hot?by=held&limit=10");
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("cat\t0\n");
    assertThat(err.toString(UTF_8)).contains("Only 2 of 3 nodes");
  }

  @Test
  void listsWhatAFilterLetsThrough() {
    assertThat(run("entity", "list", "count", "--idle=5m", "--where=/n>1", "--cursor=a")).isZero();
    assertThat(requests)
        .last()
        .asString()
        .endsWith("/entities?limit=50&prefix=&idle=5m&where=%2Fn%3E1&cursor=a");
  }

  @Test
  void showsWhatHappensToAKey() {
    assertThat(run("entity", "tail", "count", "a/b", "--limit=1")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo("GET /api/v1/pipelines/words/steps/count/entities/a%2Fb/tail");
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "-- on node 127.0.0.1:7355, generation 3",
            "-- 1,234 records not shown",
            "2026-03-01T08:21:07Z  version 8, 12 us",
            "  record     a line",
            "  before     {\"n\":1}",
            "  change     {\"op\":\"replace\",\"path\":\"/n\",\"value\":2}",
            "  output     out");
  }

  @Test
  void showsWhatAnObjectWas() {
    assertThat(run("entity", "history", "count", "a/b")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo("GET /api/v1/pipelines/words/steps/count/entities/a%2Fb/history?limit=10");
    assertThat(run("entity", "history", "count", "gone", "--limit=3")).isEqualTo(3);
    assertThat(requests).last().asString().endsWith("/gone/history?limit=3");
  }

  @Test
  void showsWhatGoesThroughTheGraph() {
    assertThat(run("rates")).isZero();
    assertThat(requests).last().isEqualTo("GET /api/v1/pipelines/words/topology/live");
  }

  @Test
  void printsEventsAsTheyComeAndSaysThatTheStreamHasEnded() throws Exception {
    assertThat(run("entity", "tail", "count", "cat", "--json")).isEqualTo(1);
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(JacksonSupport.json().readTree(lines.get(2)).path("skipped").asInt()).isEqualTo(5);
    assertThat(err.toString(UTF_8)).contains("has ended the stream");
    assertThat(run("entity", "tail", "gone", "cat")).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains("POTOROO-5004 No. So.");
  }

  @Test
  void asksWhatARecordWouldDoAndQuestions() {
    assertThat(run("entity", "dry-run", "count", "cat", "a line")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/steps/count/entities/cat/dry-run"
                + " {\"record\":\"a line\"}");
    assertThat(run("entity", "query", "count", "cat", "{\"of\":3}", "--type=rank")).isZero();
    assertThat(requests)
        .last()
        .asString()
        .endsWith("/entities/cat/query {\"type\":\"rank\",\"query\":{\"of\":3}}");
    assertThat(run("entity", "query", "count", "cat")).isZero();
    assertThat(requests).last().asString().endsWith("/query {\"query\":{}}");
    assertThat(out.toString(UTF_8)).contains("answer  3");
    assertThat(run("entity", "dry-run", "count", "gone", "x")).isEqualTo(3);
  }

  @Test
  void makesATableForPeople() throws Exception {
    assertThat(
            Table.of(
                JacksonSupport.json()
                    .readTree(
                        "[{\"key\":\"a\",\"held\":1,\"node\":\"n\"},"
                            + "{\"key\":\"long\",\"held\":null,\"node\":\"m\"}]")))
        .containsExactly("key   held  node", "a        1  n", "long     -  m");
  }
}

package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands send to an endpoint, and what they make of its answers. */
class EntityCommandTest {
  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.createDirectories(data.resolve("words"));
    Files.writeString(data.resolve("words/management.token"), "a-token\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String line = exchange.getRequestMethod() + " " + path;
    for (String header : List.of("Authorization", "If-Match")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      line += value == null ? "" : " " + header + "=" + value;
    }
    String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(line + (sent.isEmpty() ? "" : " " + sent));
    boolean gone = path.contains("gone");
    String body =
        path.equals("/api/v1")
            ? "{\"pipeline\":\"words\"}"
            : gone
                ? "{\"status\":404,\"code\":\"POTOROO-5012\",\"detail\":\"No.\",\"hint\":\"So.\"}"
                : path.contains("?")
                    ? "{\"items\":[{\"key\":\"a b\",\"shard\":7}],\"nextCursor\":\"a b\"}"
                    : path.contains("/timed/")
                        ? "{\"version\":8,\"timers\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"windows\":[]}"
                        : "{\"version\":8,\"held\":0}";
    exchange.getResponseHeaders().add("ETag", "\"7\"");
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(gone ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--at=127.0.0.1:" + server.getAddress().getPort());
    return runAsItIs(all.toArray(String[]::new));
  }

  private int order(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--data-dir=" + data);
    all.add("--reason=why not");
    return run(all.toArray(String[]::new));
  }

  private int runAsItIs(String... command) {
    Host host =
        new Host(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Optional.empty(),
            new FakeEngine(),
            stop -> () -> {});
    return new Cli(Pipelines.services(), host).execute(command);
  }

  @Test
  void listsKeys() {
    assertThat(run("entity", "list", "count", "--quarantined", "--prefix=a &")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "GET /api/v1/pipelines/words/steps/count/entities?limit=50&prefix=a%20%26&quarantined=true");
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("a b\t7\n");
    assertThat(err.toString(UTF_8)).contains("There are more", "--cursor=a b");
  }

  @Test
  void showsAnObject() {
    assertThat(run("entity", "get", "count", "a/b c")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo("GET /api/v1/pipelines/words/steps/count/entities/a%2Fb%20c");
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("version  8\nheld     0\n");
  }

  @Test
  void showsEachTimerInALineOfItsOwn() {
    assertThat(run("entity", "get", "timed", "a")).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "version  8\ntimers   {\"name\":\"a\"}\ntimers   {\"name\":\"b\"}\n");
  }

  @Test
  void pausesAndResumesSources() {
    assertThat(order("pause", "lines")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/sources/lines/pause Authorization=Bearer a-token"
                + " {\"reason\":\"why not\"}");
    assertThat(order("resume")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/resume Authorization=Bearer a-token"
                + " {\"reason\":\"why not\"}");
    assertThat(run("pause", "lines")).isEqualTo(2);
  }

  @Test
  void hasAKeyTraced() {
    assertThat(order("entity", "trace", "count", "cat", "--for=5m")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/steps/count/entities/cat/trace"
                + " Authorization=Bearer a-token {\"reason\":\"why not\",\"for\":\"5m\"}");
    assertThat(order("entity", "trace", "count", "cat")).isEqualTo(2);
  }

  @Test
  void givesOrdersThatHoldForWhatItHasRead() {
    assertThat(order("entity", "edit", "count", "cat", "{\"n\": 1}", "--json")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "PUT /api/v1/pipelines/words/steps/count/entities/cat Authorization=Bearer a-token"
                + " If-Match=\"7\" {\"reason\":\"why not\",\"state\":{\"n\":1}}");
    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines("{\"version\":8,\"held\":0}\n");
    assertThat(order("entity", "replace", "count", "cat", "a line", "--if-match=3")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/steps/count/quarantine/cat/replace"
                + " Authorization=Bearer a-token If-Match=\"3\""
                + " {\"reason\":\"why not\",\"record\":\"a line\"}");
    assertThat(order("entity", "pause", "count", "cat")).isZero();
    assertThat(requests).last().asString().contains("/entities/cat/pause").doesNotContain("If");
    assertThat(order("entity", "release", "count", "cat")).isZero();
    assertThat(requests).last().asString().contains("/quarantine/cat/release").doesNotContain("If");
  }

  @Test
  void exitCodesTellWhatHasHappened() throws IOException {
    assertThat(order("entity", "skip", "count", "gone")).isEqualTo(3);
    assertThat(err.toString(UTF_8)).isEqualToIgnoringNewLines("POTOROO-5012 No. So.\n");
    assertThat(run("entity", "skip", "count", "cat")).as("no reason").isEqualTo(2);
    assertThat(run("entity")).isEqualTo(2);
    assertThat(runAsItIs("why", "--at=not an address")).isEqualTo(2);
    Files.delete(data.resolve("words/management.token"));
    err.reset();
    assertThat(order("entity", "skip", "count", "cat")).as("no token").isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("--token-file", data.toString());
    server.stop(0);
    err.reset();
    assertThat(run("why")).as("nobody answers").isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("POTOROO-5007", "--at");
  }

  @Test
  void asksWhyAndWhatWasDone() {
    assertThat(run("why")).isZero();
    assertThat(requests).last().isEqualTo("GET /api/v1/why");
    assertThat(run("shards")).isZero();
    assertThat(requests).last().isEqualTo("GET /api/v1/pipelines/words/shards");
    assertThat(run("rounds")).isZero();
    assertThat(requests).last().isEqualTo("GET /api/v1/pipelines/words/rounds");
    assertThat(order("rounds", "--end")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo(
            "POST /api/v1/pipelines/words/rounds/end Authorization=Bearer a-token"
                + " {\"reason\":\"why not\"}");
    assertThat(run("rounds", "--end", "--data-dir=" + data)).as("no reason").isEqualTo(2);
    assertThat(run("audit", "--limit=5", "--since=2026-03-01T00:00:00Z")).isZero();
    assertThat(requests)
        .last()
        .isEqualTo("GET /api/v1/pipelines/words/audit?limit=5&since=2026-03-01T00%3A00%3A00Z");
  }
}

package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.TestSettings;
import dev.potoroo.connector.UnavailableException;
import dev.potoroo.testkit.connector.FaultyPeer;
import dev.potoroo.testkit.connector.SinkContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WebhookSinkTest {
  private static final RoundMarker ROUND = new RoundMarker("lineage", 3);

  /** Bodies by their keys, as a server keeps them that honours keys. */
  private final Map<String, String> bodies = new LinkedHashMap<>();

  private final List<String> types = new ArrayList<>();
  private final Queue<Integer> answers = new ArrayDeque<>();
  private HttpServer server;
  private FaultyPeer peer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.start();
    peer = FaultyPeer.before("127.0.0.1", server.getAddress().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    peer.close();
    server.stop(0);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Integer answer = answers.poll();
    if (answer == null || answer == 500) {
      // Of those that fail, some have had their effect.
      bodies.putIfAbsent(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body);
      types.add(exchange.getRequestHeaders().getFirst("Content-Type"));
    }
    exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
    exchange.close();
  }

  private synchronized List<String> bodies() {
    return List.copyOf(bodies.values());
  }

  private String url() {
    return "http://" + peer.host() + ":" + peer.port() + "/in";
  }

  private static RoundPublisher publisher(SinkConnector sink) {
    return sink.publisher(new PublisherContext("pipeline", "out", 0, "json")).orElseThrow();
  }

  private static List<SinkRecord> records(String... texts) {
    return Stream.of(texts)
        .map(text -> new SinkRecord(null, text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void aRoundThatIsPostedAgainHasTheSameKeys() throws Exception {
    answers.addAll(List.of(503, 500));
    for (int start = 0; start < 2; start++) {
      try (RoundPublisher publisher = publisher(WebhookSink.to(url()))) {
        boolean done = false;
        while (!done) {
          try {
            publisher.publish(ROUND, records("1", "2", "3"));
            done = true;
          } catch (UnavailableException e) {
            assertThat(publisher.takeOver()).isEmpty();
          }
        }
      }
    }
    assertThat(answers).isEmpty();
    assertThat(bodies())
        .as("each once, though some were posted three times")
        .containsExactly("1", "2", "3");
    assertThat(bodies.keySet()).first().isEqualTo("pipeline.out.0.lineage.3.0-1");
  }

  @Test
  void postsSeveralAsLines() throws Exception {
    try (RoundPublisher publisher = publisher(WebhookSink.to(url()).batch(2))) {
      publisher.publish(ROUND, records("1", "2", "3"));
    }
    assertThat(bodies()).containsExactly("1\n2\n", "3");
    assertThat(types).containsOnly("application/x-ndjson");
  }

  @Test
  void whatIsRefusedForGoodIsAnError() throws Exception {
    answers.add(422);
    try (RoundPublisher publisher = publisher(WebhookSink.to(url()))) {
      assertThatThrownBy(() -> publisher.publish(ROUND, records("1")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(url())
          .hasMessageContaining("422");
    }
    PublisherContext binary = new PublisherContext("pipeline", "out", 0, "cbor");
    assertThatThrownBy(() -> WebhookSink.to(url()).batch(2).publisher(binary))
        .hasMessageContaining("batch is [2]");
    assertThatThrownBy(() -> WebhookSink.to("ftp://host")).hasMessageContaining("[ftp://host]");
  }

  @Test
  void settingsMakeIt() {
    SinkConnector sink =
        new HttpProvider().sink(TestSettings.of(Map.of("url", url(), "batch", 5))).orElseThrow();
    assertThat(sink.describe()).isEqualTo("http " + url());
  }

  @Nested
  class WithoutRounds extends SinkContract {
    @Override
    protected SinkConnector emptySink() {
      return WebhookSink.to(url()).batch(100);
    }

    @Override
    protected List<String> content(int atLeast) {
      return bodies().stream().flatMap(String::lines).toList();
    }

    @Override
    protected Optional<FaultyPeer> peer() {
      return Optional.of(peer);
    }
  }
}

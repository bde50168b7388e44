package dev.potoroo.samples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.potoroo.samples.guide.RatedOrders.Order;
import dev.potoroo.samples.guide.RatedOrders.Rated;
import dev.potoroo.testkit.PipelineTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The pipeline of the guide to calls, with a server that fails at first. */
class CallsGuideTest {
  @Test
  void asksAgainWithTheSameKeyUntilItHasAnAnswer() throws Exception {
    List<String> keys = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/rating/ann",
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          byte[] body = "good".getBytes(UTF_8);
          boolean fails = keys.size() == 1;
          exchange.sendResponseHeaders(fails ? 503 : 200, fails ? -1 : body.length);
          if (!fails) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    URI at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (PipelineTest test =
        PipelineTest.of(new RatedOrders(at)).set("potoroo.steps.rating.timeout", "1m")) {
      test.put("orders", new Order("ann", 5)).advance(Duration.ofMillis(200));
      assertThat(test.sink("rated", Rated.class)).containsExactly(new Rated("ann", 5, "good"));
    } finally {
      server.stop(0);
    }
    assertThat(keys).containsExactly("rating/ann/0", "rating/ann/0");
  }
}

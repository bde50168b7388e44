package dev.potoroo.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.testkit.FreePort;
import dev.potoroo.testkit.PipelineRunner;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests in a pipeline on a real node. */
@Timeout(120)
class HttpPipelineTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePort.find();
  @TempDir private Path folder;

  private final class Once implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("texts", Delivery.codec()).from(HttpSource.listen("127.0.0.1", port)))
          .keyBy(Delivery::id)
          .step(Delivery.once("texts-once", Duration.ofHours(1)))
          .map(Codec.lines()::decode)
          .to(Sink.named("out", Codec.lines()).into(MemorySink.create()));
    }
  }

  private HttpResponse<String> post(String key, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private PipelineRunner runner(Path out) {
    return PipelineRunner.of(new Once(), folder)
        .toFile("out", out, Framing.NEWLINE)
        .set("potoroo.rounds.interval", "50ms");
  }

  @Test
  void aRequestThatComesAgainHasItsEffectOnceAlsoAfterARestart() throws Exception {
    Path out = folder.resolve("out.txt");
    for (int run = 0; run < 2; run++) {
      try (var nodes = runner(out).start()) {
        assertThat(post("k1", "a\nb").statusCode()).isEqualTo(202);
        assertThat(post("k1", "a\nb").statusCode()).isEqualTo(202);
        assertThat(Files.readAllLines(out)).containsExactly("a", "b");
      }
    }
    try (var nodes = runner(out).start()) {
      assertThat(post("k2", "c").statusCode()).isEqualTo(202);
      List<String> all = List.of("a", "b", "c");
      await().untilAsserted(() -> assertThat(Files.readAllLines(out)).isEqualTo(all));
    }
  }
}

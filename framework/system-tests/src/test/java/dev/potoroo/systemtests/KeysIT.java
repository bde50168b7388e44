package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects with any key are on one of two nodes, and both show them. */
class KeysIT {
  private static final String STEP = "latest-price";

  /** Longer than what a cluster's actors are usually called. */
  private static final String LONG = "long/".repeat(200);

  private static final List<String> KEYS =
      List.of(
          "a/b",
          "/",
          "//",
          "a b",
          " ",
          "100%",
          "%2F",
          "%",
          "a+b",
          "a?b=c&d#e",
          "a;b",
          "\"quoted\" \\ back",
          "$a",
          "#1",
          "line\nbreak",
          "naïve",
          "日本語",
          "😀",
          LONG);

  @TempDir private Path directory;

  @Test
  void anyKeyCanBeAskedForOnAnyNode() throws IOException {
    try (Nodes nodes = Nodes.of("stock-prices", directory)) {
      nodes.tcp("ticks", "newline").toFiles("new-highs").start(2);
      try (Frames frames = Frames.to(nodes.node(0).sourcePort("ticks"))) {
        for (int i = 0; i < KEYS.size(); i++) {
          frames.bytes(tick(KEYS.get(i), i)).bytes((byte) '\n');
        }
      }
      nodes.node(0).awaitProcessed(KEYS.size());
      for (PotorooProcess node : nodes.all()) {
        for (int i = 0; i < KEYS.size(); i++) {
          JsonNode entity = Http.json(node.entityUrl(STEP, encoded(KEYS.get(i))));
          assertThat(entity.path("key").asText()).isEqualTo(KEYS.get(i));
          assertThat(entity.path("state").path("last").asInt()).isEqualTo(i);
          assertThat(entity.path("version").asInt()).isEqualTo(1);
        }
        JsonNode page = Http.json(node.stepUrl(STEP) + "?limit=500");
        assertThat(page.path("items").findValuesAsText("key"))
            .containsExactlyElementsOf(new TreeSet<>(KEYS));
        JsonNode some = Http.json(node.stepUrl(STEP) + "?prefix=" + encoded("a/"));
        assertThat(some.path("items").findValuesAsText("key")).containsExactly("a/b");
      }
      nodes.stop();
    }
  }

  private static byte[] tick(String symbol, int price) {
    JsonNode tick = JsonNodeFactory.instance.objectNode().put("symbol", symbol).put("price", price);
    return tick.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

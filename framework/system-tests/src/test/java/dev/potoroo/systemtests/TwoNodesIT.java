package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes share the objects, and each answers for both. */
class TwoNodesIT {
  private static final int KEYS = 3_000;
  private static final long RECORDS = 60_000;
  private static final String STEP = "latest-price";

  @TempDir private Path directory;

  @Test
  void shareTheObjectsAndBothAnswerForAll() {
    try (Nodes nodes = Nodes.of("stock-prices", directory)) {
      nodes
          .set("bindings.ticks.connector", "generator")
          .set("bindings.ticks.count", RECORDS)
          .set("bindings.ticks.partitions", 2)
          .toFiles("new-highs")
          .option("--keep-running")
          .start(2);
      nodes.node(0).awaitProcessed(RECORDS);

      Map<String, String> homes = homesOfKeys(nodes.node(0));
      assertThat(homes).hasSize(KEYS).isEqualTo(homesOfKeys(nodes.node(1)));
      List<String> addresses = nodes.all().stream().map(PotorooProcess::node).toList();
      assertThat(new TreeSet<>(homes.values())).containsExactlyInAnyOrderElementsOf(addresses);
      statusAddsUp(nodes, homes);
      bothTellTheSame(nodes, homes);
      askingForAnUnknownKeyMakesNone(nodes);
      healthIsGood(nodes);
      nodes.stop();
    }
  }

  /** Reads all pages; a key that comes twice is a failure. */
  private static Map<String, String> homesOfKeys(PotorooProcess node) {
    Map<String, String> homes = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page = Http.json(node.stepUrl(STEP) + "?limit=500" + cursor);
      assertThat(page.path("members").path("answered").asInt()).isEqualTo(2);
      for (JsonNode item : page.path("items")) {
        String key = item.path("key").asText();
        assertThat(homes.put(key, item.path("node").asText())).as("[%s] twice", key).isNull();
      }
      String next = page.path("nextCursor").asText("");
      cursor =
          page.path("nextCursor").isNull()
              ? ""
              : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!cursor.isEmpty());
    return homes;
  }

  private static void statusAddsUp(Nodes nodes, Map<String, String> homes) {
    Map<String, Long> objects = new HashMap<>();
    homes.values().forEach(home -> objects.merge(home, 1L, Long::sum));
    for (PotorooProcess asked : nodes.all()) {
      JsonNode status = asked.status();
      assertThat(Http.sum(status, "steps", "records")).isEqualTo(RECORDS);
      assertThat(Http.sum(status, "steps", "objects")).isEqualTo(KEYS);
      assertThat(Http.sum(status, "steps", "emitted"))
          .isEqualTo(Http.sum(status, "sinks", "records"));
      assertThat(Http.sum(status, "nodes", "shards")).isEqualTo(128);
      for (JsonNode node : status.path("nodes")) {
        String address = node.path("address").asText();
        assertThat(node.path("objects").asLong()).as(address).isEqualTo(objects.get(address));
      }
    }
  }

  private static void bothTellTheSame(Nodes nodes, Map<String, String> homes) {
    homes.keySet().stream()
        .limit(50)
        .forEach(
            key -> {
              JsonNode one = Http.json(nodes.node(0).entityUrl(STEP, key));
              assertThat(one).isEqualTo(Http.json(nodes.node(1).entityUrl(STEP, key)));
              assertThat(one.path("key").asText()).isEqualTo(key);
              assertThat(one.path("node").asText()).isEqualTo(homes.get(key));
              assertThat(one.path("live").asBoolean()).isTrue();
              assertThat(one.path("version").asLong()).isPositive();
              assertThat(one.path("state").path("last").asDouble()).isPositive();
            });
  }

  private static void askingForAnUnknownKeyMakesNone(Nodes nodes) {
    for (PotorooProcess node : nodes.all()) {
      for (String key : List.of("nobody", "a%2Fb%20c%25", "%C3%A4%E2%82%AC")) {
        HttpResponse<String> answer = Http.get(node.entityUrl(STEP, key));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("POTOROO-5004");
      }
      assertThat(Http.sum(node.status(), "steps", "objects")).isEqualTo(KEYS);
    }
  }

  private static void healthIsGood(Nodes nodes) {
    for (PotorooProcess node : nodes.all()) {
      await().untilAsserted(() -> assertThat(status(node, "/ready")).isEqualTo(200));
      assertThat(status(node, "/alive")).isEqualTo(200);
      JsonNode members = Http.json(node.management() + "/cluster/members").path("members");
      assertThat(members)
          .hasSize(2)
          .allSatisfy(m -> assertThat(m.path("status").asText()).isEqualTo("Up"));
    }
  }

  private static int status(PotorooProcess node, String path) {
    return Http.get(node.management() + path).statusCode();
  }
}

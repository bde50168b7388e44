package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of one source that have the same key stay in order, through two steps and two nodes. */
class OrderIT {
  private static final long RECORDS = 1_000_000;

  @TempDir private Path directory;

  @Test
  void everyKeySeesItsNumbersInOrder() {
    try (Nodes nodes = Nodes.of("ordered", directory).withTestPipelines()) {
      nodes
          .jvm("-Xmx512m")
          .set("bindings.numbers.connector", "generator")
          .set("bindings.numbers.count", RECORDS)
          .toFiles("violations")
          .option("--keep-running")
          .start(2);
      nodes.node(0).awaitProcessed(RECORDS);
      JsonNode status = nodes.node(1).status();
      List<Long> handled =
          IntStream.range(0, 2)
              .mapToObj(i -> status.path("steps").path(i).path("records").asLong())
              .toList();
      assertThat(handled).as("%s", status).containsExactly(RECORDS, RECORDS);
      assertThat(Http.sum(status, "steps", "objects"))
          .isEqualTo(Ordered.KEYS + Ordered.KEYS / Ordered.KEYS_PER_GROUP);
      for (JsonNode node : status.path("nodes")) {
        assertThat(node.path("objects").asLong()).as("%s", status).isPositive();
      }
      long last = RECORDS / Ordered.KEYS;
      assertThat(Http.json(nodes.node(0).entityUrl("first", "key-4711")).path("state").asLong())
          .isEqualTo(last);
      nodes.stop();
      assertThat(nodes.sinkFiles("violations"))
          .allSatisfy(f -> assertThat(Texts.read(f)).isEmpty());
    }
  }
}

package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends: by a signal, on all nodes, and when a node is lost. */
class EndIT {
  @TempDir private Path directory;

  @ParameterizedTest(name = "SIG{0}, {1} nodes")
  @CsvSource({"INT, 1", "TERM, 1", "INT, 2"})
  void aSignalDrainsAndEndsCleanly(String signal, int nodeCount) {
    try (Nodes nodes = endless()) {
      nodes.start(nodeCount);
      assumeFalse(
          signal.equals("INT") && nodes.node(0).ignoresInterrupts(),
          "Maven runs in the background, where SIGINT is ignored");
      nodes.all().forEach(EndIT::awaitSomeRecords);
      // The last one, which does not have the coordinator if there are two.
      nodes.node(nodeCount - 1).signal(signal);
      nodes.endCleanly();

      long written = nodes.sinkFiles("out").stream().mapToLong(f -> Texts.lines(f).size()).sum();
      assertThat(written).isPositive();
      for (PotorooProcess node : nodes.all()) {
        // Every record gives one output: whatever was read has been written.
        assertThat(node.stderr()).contains("relay stopped: ");
      }
      String summary = nodes.node(0).stderr().replace(",", "");
      if (nodeCount == 1) {
        assertThat(summary).contains("relay stopped: " + written + " records");
      }
    }
  }

  @ParameterizedTest(name = "node {0} of 2 is killed")
  @ValueSource(ints = {0, 1})
  void theLossOfANodeStopsTheOthersWithAnError(int killed) {
    try (Nodes nodes = endless()) {
      nodes.start(2);
      nodes.all().forEach(EndIT::awaitSomeRecords);
      String address = nodes.node(killed).node();
      nodes.node(killed).kill();
      PotorooProcess other = nodes.node(1 - killed);
      assertThat(other.exitCode()).as("exit code of %s", other).isEqualTo(1);
      assertThat(other.stderr())
          .contains("POTOROO-3006 ")
          .contains("[" + address + "]")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void anotherPipelineMayNotJoin() {
    try (Nodes nodes = endless()) {
      nodes.start(1);
      awaitSomeRecords(nodes.node(0));
      try (Nodes others = Nodes.of("word-count", directory.resolve("other"))) {
        others
            .tcp("lines", "newline")
            .set("store.type", "memory")
            .option("--seed=" + nodes.node(0).node())
            .start(1);
        PotorooProcess other = others.node(0);
        assertThat(other.exitCode()).as("exit code of %s", other).isEqualTo(1);
        assertThat(other.stderr()).contains("POTOROO-3007 ").doesNotContain("\tat ");
      }
      JsonNode status = nodes.node(0).status();
      assertThat(status.path("state").asText()).as("%s", status).isEqualTo("RUNNING");
      nodes.stop();
    }
  }

  private Nodes endless() {
    return Nodes.of("relay", directory)
        .withTestPipelines()
        .set("bindings.keys.connector", "generator")
        .set("bindings.keys.rate", 20_000)
        .set("bindings.keys.partitions", 2)
        .toFiles("out");
  }

  private static void awaitSomeRecords(PotorooProcess node) {
    node.awaitStatus(status -> Http.sum(status, "sinks", "records") > 1_000);
  }
}

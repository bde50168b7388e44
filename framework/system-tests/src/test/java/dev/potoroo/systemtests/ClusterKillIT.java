package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a database lose one of them, and go on without it. */
class ClusterKillIT {
  private static final int NODES = 3;
  private static final long RECORDS = Long.getLong("test.records", 3_000_000);
  private static final long SEED = 11;

  @TempDir private Path directory;

  @Test
  void theOthersGoOnWhenTheOldestNodeIsKilled() {
    List<Path> inputs = Workload.TWO_STEPS.write(directory.resolve("input"), RECORDS, SEED, NODES);
    try (Postgres postgres = Postgres.start(directory)) {
      Restarts undisturbed =
          Restarts.of(Workload.TWO_STEPS, inputs, directory.resolve("undisturbed"));
      undisturbed.setAll(postgres.settings("undisturbed"));
      Outcome wanted = undisturbed.toTheEnd();
      try (Nodes nodes = nodes(postgres, inputs)) {
        PotorooProcess oldest = nodes.node(0);
        postgres.awaitCommitted("cluster", 5, oldest);
        oldest.kill();
        long killed = System.nanoTime();
        long before = postgres.committed("cluster");
        postgres.awaitCommitted("cluster", before + 1, nodes.node(1));
        long recovered = System.nanoTime();
        System.out.printf(
            "first commit [%.1f] s after the oldest of [%d] nodes was killed%n",
            (recovered - killed) / 1e9, NODES);
        for (PotorooProcess other : nodes.all().subList(1, NODES)) {
          assertThat(other.exitCode(Restarts.PATIENCE)).as("exit code of %s", other).isZero();
        }
        Map<String, String> states =
            Outcome.states(Workload.TWO_STEPS, nodes.dataDirectory(1), postgres.config("cluster"));
        new Outcome(Outcome.output(Workload.TWO_STEPS, nodes.sinkFiles("out")), states)
            .assertSameWherever(wanted, nodes.all());
      }
    }
  }

  private Nodes nodes(Postgres postgres, List<Path> inputs) {
    Nodes nodes = Nodes.of("two-steps", directory.resolve("cluster")).withTestPipelines();
    postgres.settings("cluster").forEach(nodes::set);
    for (int i = 0; i < NODES; i++) {
      nodes.set("bindings.lines.path." + i, inputs.get(i));
    }
    return nodes
        .jvm("-Xmx512m")
        .set("bindings.lines.connector", "file")
        .set("rounds.interval", "200ms")
        .toFiles("out")
        .start(NODES);
  }
}

package dev.potoroo.systemtests;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that the others cannot reach any more commits nothing, and they go on without it. */
class PartitionIT {
  private static final int FEW = 3;
  private static final int MANY = 5;
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private Networks networks;
  private Postgres postgres;

  @BeforeEach
  void start() {
    networks = Networks.of(MANY);
    postgres = Postgres.start(directory, networks.services());
  }

  @AfterEach
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
    if (networks != null) {
      networks.close();
    }
  }

  @Test
  void aCoordinatorThatOnlyTheDatabaseCanReachCommitsNothing() {
    try (ClusterRun run = run(FEW)) {
      PotorooProcess node = run.coordinator();
      run.isolate(
          "cut from nodes",
          List.of(node),
          () -> networks.cutFromNodes(node),
          () -> networks.heal(node));
      run.join();
      run.finish();
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(
      named = "test.partitions",
      matches = "\\d+",
      disabledReason = "takes minutes: say -Dtest.partitions=1, or how often each")
  void theMajorityGoesOnAndTheOthersComeBackAsNewNodes(Partition kind) {
    Random random = new Random(SEED);
    try (ClusterRun run = run(MANY)) {
      for (int i = 0; i < Integer.getInteger("test.partitions"); i++) {
        kind.strike(run, networks, random);
        while (run.size() < MANY) {
          run.join();
        }
      }
      run.finish();
    }
  }

  private ClusterRun run(int nodes) {
    return ClusterRun.start(
        nodes, directory, postgres, members -> networks.free(members), "-Dtest.seed=" + SEED);
  }
}

package dev.potoroo.systemtests;

import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A node that the others cannot reach any more commits nothing, and they go on without it. */
class PartitionIT {
  private static final int NODES = 3;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private Networks networks;
  private Postgres postgres;
  private int next;

  @BeforeEach
  void start() {
    networks = Networks.of(NODES);
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
    cutOff(true, networks::cutFromNodes);
  }

  @Test
  void aNodeThatNobodyCanReachIsReplaced() {
    cutOff(false, networks::cutFromAll);
  }

  private void cutOff(boolean coordinator, IntConsumer cut) {
    ClusterRun.Places places = () -> networks.host(next++ % NODES);
    try (ClusterRun run = ClusterRun.start(NODES, directory, postgres, places, "partition")) {
      PotorooProcess node = coordinator ? run.coordinator() : run.other();
      int host = networks.hostOf(node);
      run.isolate(node, () -> cut.accept(host), () -> networks.heal(host));
      next = host;
      run.join();
      run.finish();
    }
  }
}

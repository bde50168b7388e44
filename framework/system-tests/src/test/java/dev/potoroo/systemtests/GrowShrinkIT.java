package dev.potoroo.systemtests;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A cluster grows and shrinks while records flow: in the end nobody can tell. */
class GrowShrinkIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private Postgres postgres;

  @BeforeEach
  void start() {
    postgres = Postgres.start(directory);
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void nodesJoinAndLeaveWithoutARollback() {
    try (ClusterRun run = ClusterRun.start(1, directory, postgres, "grow and shrink")) {
      for (int nodes = 2; nodes <= 4; nodes++) {
        run.join();
        run.awaitBalance();
      }
      run.leave(run.coordinator());
      run.awaitBalance();
      run.leave(run.other());
      run.awaitBalance();
      // A rolling restart.
      for (PotorooProcess node : List.copyOf(run.members())) {
        run.leave(node);
        run.join();
      }
      run.awaitBalance();
      run.finish();
    }
  }
}

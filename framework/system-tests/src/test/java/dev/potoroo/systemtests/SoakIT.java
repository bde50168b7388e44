package dev.potoroo.systemtests;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are killed, stopped, started, and asked to leave, at random and for long, and so is the
 * database. {@code -Dtest.minutes} says for how long, {@code -Dtest.kills} after how many kills it
 * is enough; {@code -Dtest.seed} repeats what is done, in its order.
 */
@EnabledIfSystemProperty(
    named = "test.minutes",
    matches = "\\d+",
    disabledReason = "takes long: say -Dtest.minutes=MINUTES")
class SoakIT {
  private static final int FEWEST = 3;
  private static final int MOST = 5;

  /** Longest nap that nobody takes for the end, in milliseconds. */
  private static final int NAP = 3_000;

  private static final int KILLS = Integer.getInteger("test.kills", Integer.MAX_VALUE);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());

  private final Random random = new Random(SEED);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void nobodyCanTell() {
    Duration length = Duration.ofMinutes(Long.getLong("test.minutes", 0));
    String seed = "seed [" + SEED + "]: -Dtest.seed=" + SEED;
    System.out.println(seed);
    long began = System.nanoTime();
    try (Postgres postgres = Postgres.start(directory);
        ClusterRun run = ClusterRun.start(FEWEST, directory, postgres, seed)) {
      while (run.kills() < KILLS && System.nanoTime() - began < length.toNanos()) {
        disturb(run);
      }
      run.finish();
    }
  }

  private void disturb(ClusterRun run) {
    if (run.size() < FEWEST) {
      run.join();
      return;
    }
    PotorooProcess node = random.nextInt(3) == 0 ? run.coordinator() : any(run.members());
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> run.kill(node);
      case 4 -> run.suspend(node);
      case 5 -> run.nap(node, Duration.ofMillis(1 + random.nextInt(NAP)));
      case 6, 7 -> {
        if (run.size() < MOST) {
          run.join();
        } else {
          run.leave(node);
        }
      }
      case 8 -> run.leave(node);
      default -> run.restartDatabase();
    }
  }

  private PotorooProcess any(List<PotorooProcess> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }
}

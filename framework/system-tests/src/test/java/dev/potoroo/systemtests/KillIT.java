package dev.potoroo.systemtests;

import static org.awaitility.Awaitility.await;

import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node is killed again and again: in the end nobody can tell. {@code -Dtest.kills} and {@code
 * -Dtest.records} say how often, and of how many records; {@code -Dtest.seed} repeats the moments.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("test.kills", 5);
  private static final long RECORDS = Long.getLong("test.records", 500_000);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private Postgres postgres;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "STOCK_PRICES, rocksdb",
    "STOCK_PRICES, postgres",
    "TWO_STEPS, rocksdb",
    "TWO_STEPS, postgres"
  })
  void endsAsIfItHadNotBeenKilled(Workload workload, String store) throws IOException {
    if (store.equals("postgres")) {
      postgres = Postgres.start(directory);
    }
    Path input = workload.write(directory.resolve("input.txt"), RECORDS, SEED);
    Restarts undisturbed = restarts(workload, input, "undisturbed");
    Duration flowing;
    try (PotorooProcess process = undisturbed.start()) {
      flowing = flowing(undisturbed, process);
      process.endsCleanly(Restarts.PATIENCE);
    }
    Outcome wanted = undisturbed.outcome();

    Restarts killed = restarts(workload, input, "killed");
    Kills kills = new Kills(killed, SEED);
    kills.killAtRandom(KILLS, flowing, Files.size(undisturbed.output()));
    killed.toTheEnd().assertSameAs(wanted, kills);
    System.out.println(kills);
  }

  @AfterEach
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private Restarts restarts(Workload workload, Path input, String name) {
    return Restarts.of(workload, input, directory.resolve(name))
        .set("rounds.interval", "50ms")
        .setAll(postgres == null ? Map.of() : postgres.settings(name));
  }

  /** Waits for the end of the input; how long records have flowed. */
  private static Duration flowing(Restarts restarts, PotorooProcess process) {
    awaitPoint(FaultPoint.RESUME, restarts, process);
    long began = System.nanoTime();
    awaitPoint(FaultPoint.END, restarts, process);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static void awaitPoint(FaultPoint point, Restarts restarts, PotorooProcess process) {
    await(point + " in " + restarts)
        .atMost(Restarts.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Phase.reached(restarts.trace(), point) || !process.alive());
  }
}

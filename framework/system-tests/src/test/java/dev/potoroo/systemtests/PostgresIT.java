package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database goes away and comes back, and a node that slept meets the one that replaced it.
 * {@code -Dtest.down} says for how many seconds the database is away.
 */
class PostgresIT {
  private static final long RECORDS = 1_000_000;
  private static final long SEED = 7;
  private static final Duration DOWN = Duration.ofSeconds(Integer.getInteger("test.down", 10));

  @TempDir private Path directory;
  private Postgres postgres;
  private Path input;
  private Outcome wanted;

  @BeforeEach
  void start() {
    postgres = Postgres.start(directory);
    input = Workload.TWO_STEPS.write(directory.resolve("input.txt"), RECORDS, SEED);
    wanted = restarts("undisturbed").toTheEnd();
  }

  @AfterEach
  void stop() {
    postgres.close();
  }

  @Test
  void waitsForADatabaseThatWasKilled() {
    Restarts restarts = restarts("waits");
    try (PotorooProcess process = restarts.start()) {
      postgres.awaitCommitted("waits", 3, process);
      postgres.kill();
      postgres.restart();
      postgres.awaitCommitted("waits", postgres.committed("waits") + 2, process);

      postgres.kill();
      assertThat(process.endsWithin(DOWN)).as("%s has ended", process).isFalse();
      assertThat(process.stderr()).contains("the store is not available");
      postgres.restart();
      assertThat(process.exitCode(Restarts.PATIENCE)).as("exit code of %s", process).isZero();
      assertThat(process.stderr()).contains("the store is available again");
    }
    restarts.outcome().assertSameAs(wanted, restarts);
  }

  @Test
  void aNodeThatSleptThroughATakeOverCommitsNothingMore() {
    Path outputs = directory.resolve("outputs");
    Restarts first = restarts("fenced", "first").besideIn(outputs);
    Restarts second = restarts("fenced", "second").besideIn(outputs);
    try (PotorooProcess sleeper = first.start()) {
      postgres.awaitCommitted("fenced", 3, sleeper);
      sleeper.signal("STOP");
      long before = postgres.committed("fenced");
      try (PotorooProcess successor = second.start()) {
        postgres.awaitCommitted("fenced", before + 3, successor);
        sleeper.signal("CONT");
        assertThat(sleeper.exitCode()).as("exit code of %s", sleeper).isEqualTo(1);
        assertThat(sleeper.stderr()).contains("POTOROO-3012 ").doesNotContain("\tat ");
        assertThat(successor.exitCode(Restarts.PATIENCE)).as("of %s", successor).isZero();
      }
    }
    // What the sleeper had written but not committed is taken back by the next start.
    try (PotorooProcess next = second.start()) {
      next.endsCleanly();
    }
    second.outcome(Texts.files(outputs)).assertSameWherever(wanted, second);
  }

  private Restarts restarts(String name) {
    return restarts(name, name);
  }

  private Restarts restarts(String schema, String name) {
    return Restarts.of(Workload.TWO_STEPS, input, directory.resolve(name))
        .setAll(postgres.settings(schema))
        .set("store.postgres.connect-timeout", "2s")
        .set("rounds.interval", "50ms");
  }
}

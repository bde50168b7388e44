package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One record among many cannot be handled: its key is parked and all others go on, over kills. When
 * it is mended on the command line, the end is that of a run in which the record was right. {@code
 * -Dtest.held} says how many records of the key come after it, most of which are not in memory.
 */
class QuarantineIT {
  private static final int RECORDS = 200_000;
  private static final int KEYS = 3_000;
  private static final int POISONED = RECORDS / 4;
  private static final int HELD = Integer.getInteger("test.held", 5_000);

  /** The least there can be. */
  private static final String HELD_IN_MEMORY = "64 KiB";

  @TempDir private Path directory;
  private Postgres postgres;
  private Outcome wanted;
  private String key = "";
  private String poisonedLine = "";
  private int records;
  private int heldInTheEnd;

  @AfterEach
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "postgres"})
  void endsAsIfThePoisonousRecordHadBeenRight(String store) throws IOException {
    if (store.equals("postgres")) {
      postgres = Postgres.start(directory);
    }
    Restarts restarts = restarts(inputs(), "poisoned").set("keep-running", true);
    restarts.dieAt(FaultPoint.COMMIT_BEFORE, 4);
    parksAndIsKilled(restarts);
    isMendedAndIsKilled(restarts);
    isReleased(restarts);
    restarts.outcome().assertSameAs(wanted, restarts);
  }

  /** Makes the input, and has the right one processed by a run that nothing disturbs. */
  private Path inputs() throws IOException {
    List<String> lines = lines();
    Path right = Files.write(directory.resolve("right.txt"), lines);
    poisonedLine = lines.get(POISONED);
    String account = poisonedLine.substring(0, poisonedLine.indexOf(' '));
    key = "account-" + account;
    records = (int) lines.stream().filter(l -> l.startsWith(account + " ")).count();
    heldInTheEnd =
        (int) lines.stream().skip(POISONED).filter(l -> l.startsWith(account + " ")).count();
    lines.set(POISONED, poisonedLine.replace(" ", " x"));
    wanted = restarts(right, "undisturbed").toTheEnd();
    return Files.write(directory.resolve("wrong.txt"), lines);
  }

  /** The key's node is killed; the one that takes over its shard has all that was held. */
  @Test
  void goesWithItsShardToAnotherNode() throws IOException {
    postgres = Postgres.start(directory);
    Path wrong = inputs();
    Path outputs = directory.resolve("outputs");
    Restarts first = shared(wrong, "first", outputs);
    Restarts second = shared(wrong, "second", outputs);
    Restarts third = shared(wrong, "third", outputs);
    try (PotorooProcess one = first.start()) {
      awaitRead(one);
      second.set("cluster.seeds.0", one.node());
      third.set("cluster.seeds.0", one.node());
      // Three, so that two are a majority.
      try (PotorooProcess other = second.start();
          PotorooProcess another = third.start()) {
        await().atMost(PotorooProcess.PATIENCE).until(() -> nodesWithShards(other) == 3);
        // Wherever it is now, all nodes tell of it.
        assertThat(held(one, key).path("held").asInt()).isEqualTo(heldInTheEnd);
        assertThat(held(other, key).path("held").asInt()).isEqualTo(heldInTheEnd);
        assertThat(entity(second, other, "replace", "first", key, poisonedLine)).isZero();
        one.kill();
        await().atMost(PotorooProcess.PATIENCE).until(() -> nodesWithShards(other) == 2);
        assertThat(held(other, key).path("held").asInt()).isEqualTo(heldInTheEnd);
        assertThat(entity(second, other, "release", "first", key)).isZero();
        awaitReleased(other);
        another.terminate();
        other.terminate();
        assertThat(another.exitCode()).as("%s", another).isZero();
        assertThat(other.exitCode()).as("%s", other).isZero();
      }
    }
    second.outcome(Texts.files(outputs)).assertSameWherever(wanted, second);
  }

  /** 0 while that cannot be told. */
  private static long nodesWithShards(PotorooProcess node) {
    var answer = Http.get(node.management() + "/api/v1/pipelines/two-steps/shards");
    if (answer.statusCode() != 200) {
      return 0;
    }
    long nodes = 0;
    for (JsonNode one : Http.parse(answer.body()).path("nodes")) {
      nodes += one.path("shards").size() > 0 ? 1 : 0;
    }
    return nodes;
  }

  private Restarts shared(Path input, String name, Path outputs) {
    return Restarts.of(Workload.TWO_STEPS, input, directory.resolve(name))
        .set("rounds.interval", "50ms")
        .set("keep-running", true)
        .set("held-memory", HELD_IN_MEMORY)
        .setAll(postgres.settings("shared"))
        .besideIn(outputs);
  }

  private Restarts restarts(Path input, String name) {
    Restarts restarts =
        Restarts.of(Workload.TWO_STEPS, input, directory.resolve(name))
            .set("rounds.interval", "50ms")
            .set("held-memory", HELD_IN_MEMORY);
    return postgres == null ? restarts : restarts.setAll(postgres.settings(name));
  }

  private static List<String> lines() {
    SplittableRandom random = new SplittableRandom(6);
    List<String> lines = new ArrayList<>(RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      lines.add(random.nextInt(KEYS) + " " + random.nextInt(1_000));
    }
    String account = lines.get(POISONED).substring(0, lines.get(POISONED).indexOf(' ') + 1);
    int behind = RECORDS - POISONED - 1;
    List<String> more = new ArrayList<>(lines.subList(0, POISONED + 1));
    for (int i = 0; i < behind; i++) {
      for (long held = HELD * (long) i / behind; held < HELD * (i + 1L) / behind; held++) {
        more.add(account + random.nextInt(1_000));
      }
      more.add(lines.get(POISONED + 1 + i));
    }
    return more;
  }

  /** As soon as the key is seen to be parked, whether that is committed or not. */
  private void parksAndIsKilled(Restarts restarts) {
    try (PotorooProcess process = restarts.start()) {
      process.awaitStatus(status -> Http.sum(status, "steps", "quarantined") == 1);
      assertThat(held(process, key).path("error").asText()).contains("NumberFormatException");
      process.kill();
    }
  }

  private void isMendedAndIsKilled(Restarts restarts) {
    try (PotorooProcess process = restarts.start()) {
      awaitRead(process);
      assertThat(Http.sum(process.status(), "steps", "quarantined")).isOne();
      JsonNode held = held(process, key);
      assertThat(held.path("held").asInt()).isEqualTo(heldInTheEnd);
      assertThat(held.path("records").get(0).asText()).contains(" x");
      assertThat(entity(restarts, process, "skip", "first", "account-0")).isEqualTo(3);
      assertThat(entity(restarts, process, "replace", "first", key, poisonedLine)).isZero();
      process.kill();
    }
  }

  private void isReleased(Restarts restarts) {
    try (PotorooProcess process = restarts.start()) {
      awaitRead(process);
      assertThat(held(process, key).path("records").get(0).asText()).isEqualTo(poisonedLine);
      assertThat(entity(restarts, process, "release", "first", key)).isZero();
      awaitReleased(process);
      JsonNode audit =
          Http.json(process.management() + "/api/v1/pipelines/two-steps/audit").path("items");
      assertThat(audit.findValuesAsText("action")).containsExactly("REPLACE", "RELEASE");
      assertThat(audit.findValuesAsText("by")).containsOnly("owner");
      process.terminate();
      assertThat(process.exitCode()).as("%s", process).isZero();
    }
  }

  private void awaitReleased(PotorooProcess process) {
    process.awaitStatus(
        status ->
            Http.sum(status, "steps", "quarantined") == 0
                && Http.json(process.entityUrl("first", key)).at("/state/count").asInt() == records
                && status.path("inFlight").asLong() == 0);
  }

  private static void awaitRead(PotorooProcess process) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              JsonNode status = process.status();
              return Http.sum(status, "sources", "lag") == 0
                  && status.path("inFlight").asLong() == 0;
            });
  }

  private static String heldUrl(PotorooProcess process, String key) {
    return process.management() + "/api/v1/pipelines/two-steps/steps/first/quarantine/" + key;
  }

  private static JsonNode held(PotorooProcess process, String key) {
    return Http.json(heldUrl(process, key));
  }

  /** Runs the command line against a process; the exit code. */
  private int entity(Restarts restarts, PotorooProcess process, String... command) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-jar",
                Jvm.jar(),
                "entity",
                command[0],
                "--at=" + process.management(),
                "--data-dir=" + restarts.data(),
                "--reason=a digit too many"));
    arguments.addAll(List.of(command).subList(1, command.length));
    Path output = directory.resolve("command-" + command[0]);
    try (PotorooProcess cli = PotorooProcess.start(output, "entity", List.of(), arguments)) {
      return cli.exitCode();
    }
  }
}

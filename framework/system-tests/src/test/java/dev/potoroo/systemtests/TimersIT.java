package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node with windows and timers is killed again and again: each window gives its result once, each
 * timer fires once. How often a timer is set is reference data, of which each line counts once, and
 * all before the first record. {@code -Dtest.kills} says how often, {@code -Dtest.seed} repeats the
 * moments.
 */
class TimersIT {
  private static final int KILLS = Integer.getInteger("test.kills", 4);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final int RECORDS = 100_000;

  @TempDir private Path directory;
  private Postgres postgres;

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "postgres"})
  void eachWindowAndEachTimerOnce(String store) throws IOException {
    if (store.equals("postgres")) {
      postgres = Postgres.start(directory);
    }
    Random random = new Random(SEED);
    TimedInput input = TimedInput.write(directory, 1, RECORDS, random);
    Map<String, List<String>> expected = input.expected();
    for (int i = 0; i < KILLS; i++) {
      try (PotorooProcess process = start(input, "run-" + i)) {
        Path trace = directory.resolve("run-" + i).resolve("trace");
        await("records flow, seed " + SEED)
            .atMost(PotorooProcess.PATIENCE)
            .until(() -> Phase.reached(trace, FaultPoint.RESUME) || !process.alive());
        assertThat(process.endsWithin(Duration.ofMillis(random.nextInt(1200))))
            .as("%s lives, seed %s", process, SEED)
            .isFalse();
      }
    }
    long lines = expected.values().stream().mapToLong(List::size).sum();
    try (PotorooProcess process = start(input, "last")) {
      await("all output, seed " + SEED)
          .atMost(Restarts.PATIENCE)
          .until(() -> lines(output()).size() >= lines || !process.alive());
      assertThat(process.alive()).as("%s lives, seed %s", process, SEED).isTrue();
    }
    Map<String, List<String>> is = new TreeMap<>();
    lines(output())
        .forEach(
            line -> is.computeIfAbsent(TimedInput.stream(line), s -> new ArrayList<>()).add(line));
    expected.forEach(
        (stream, wanted) -> assertThat(is.get(stream)).as("seed %s", SEED).isEqualTo(wanted));
    assertThat(is).hasSameSizeAs(expected);
  }

  @AfterEach
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private PotorooProcess start(TimedInput input, String name) throws IOException {
    Path run = Files.createDirectories(directory.resolve(name));
    Map<String, Object> settings = input.settings();
    settings.put("bindings.out.connector", "file");
    settings.put("bindings.out.path", output());
    settings.putAll(postgres == null ? Map.of() : postgres.settings("timers"));
    List<String> options = List.of("-Xmx512m", "-Ddev.potoroo.fault-trace=" + run.resolve("trace"));
    List<String> arguments = new ArrayList<>(Jvm.withTestPipelines());
    arguments.addAll(
        List.of(
            "run",
            "timed-steps",
            "--port=0",
            "--management-port=0",
            "--data-dir=" + directory.resolve("data")));
    settings.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    return PotorooProcess.start(run, "timed-steps", options, arguments);
  }

  private Path output() {
    return directory.resolve("output.txt");
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines.toList();
    }
  }
}

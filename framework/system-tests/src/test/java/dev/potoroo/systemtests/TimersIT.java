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
import java.util.HashMap;
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
  private static final int KEYS = 100;
  private static final int RECORDS = 100_000;
  private static final int FIRES = 12;
  private static final long BEGIN = 1_000_000_000_000L;

  @TempDir private Path directory;
  private Postgres postgres;
  private final Map<String, List<String>> expected = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "postgres"})
  void eachWindowAndEachTimerOnce(String store) throws IOException {
    if (store.equals("postgres")) {
      postgres = Postgres.start(directory);
    }
    Path input = write(directory.resolve("input.txt"));
    Files.writeString(directory.resolve("fires.txt"), "one more\n".repeat(FIRES));
    Random random = new Random(SEED);
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
        .forEach(line -> is.computeIfAbsent(stream(line), s -> new ArrayList<>()).add(line));
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

  private PotorooProcess start(Path input, String name) throws IOException {
    Path run = Files.createDirectories(directory.resolve(name));
    Map<String, Object> settings = new HashMap<>();
    settings.put("rounds.interval", "50ms");
    // When all input was read, timers by the clock still have to fire.
    settings.put("keep-running", true);
    settings.put("timers.read-ahead", 50);
    settings.put("bindings.lines.connector", "file");
    settings.put("bindings.lines.path", input);
    settings.put("bindings.fires.connector", "file");
    settings.put("bindings.fires.path", directory.resolve("fires.txt"));
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

  /** What comes in order: the windows, or the timers, of one key. */
  private static String stream(String line) {
    String[] parts = line.split(" ");
    return parts[0] + " " + parts[1];
  }

  /** Writes the input, and counts what must come of it. */
  private Path write(Path file) throws IOException {
    Random random = new Random(SEED);
    Map<String, TreeMap<Long, Long>> windows = new HashMap<>();
    StringBuilder text = new StringBuilder();
    long now = BEGIN;
    for (int i = 0; i < RECORDS; i++) {
      now += random.nextInt(3);
      String key = "k" + random.nextInt(KEYS);
      long at = now - random.nextInt(TimedSteps.OUT_OF_ORDER);
      text.append(key).append(' ').append(at).append('\n');
      TreeMap<Long, Long> ofKey = windows.computeIfAbsent(key, k -> new TreeMap<>());
      for (long start = at - at % TimedSteps.SLIDE; start > at - TimedSteps.SIZE; ) {
        ofKey.merge(start + TimedSteps.SIZE, 1L, Long::sum);
        start -= TimedSteps.SLIDE;
      }
    }
    Files.writeString(file, text);
    windows.forEach(
        (key, ofKey) -> {
          List<String> results = new ArrayList<>();
          ofKey.forEach((end, count) -> results.add(key + " window " + end + " " + count));
          expected.put(key + " window", results);
          List<String> timers = new ArrayList<>();
          for (int n = 1; n <= FIRES; n++) {
            timers.add(key + " timer " + n);
          }
          expected.put(key + " timer", timers);
        });
    return file;
  }
}

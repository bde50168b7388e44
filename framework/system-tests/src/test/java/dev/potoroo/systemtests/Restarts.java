package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.fault.FaultPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A workload on one node, from a file to a file, whose process is started any number of times. */
final class Restarts {
  /** How long a run may take. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path directory;
  private final Workload workload;
  private final Map<String, Object> settings = new HashMap<>();
  private int starts;

  private Restarts(Workload workload, Path directory) {
    this.directory = directory;
    this.workload = workload;
  }

  /** Describes; everything is kept in the directory. */
  static Restarts of(Workload workload, Path input, Path directory) {
    return of(workload, List.of(input), directory);
  }

  static Restarts of(Workload workload, List<Path> inputs, Path directory) {
    Restarts restarts = new Restarts(workload, directory);
    String source = "bindings." + workload.source;
    String sink = "bindings." + workload.sink;
    for (int i = 0; i < inputs.size(); i++) {
      restarts.set(source + ".path." + i, inputs.get(i));
    }
    return restarts
        // As many rounds as there can be: processes die at the nth of them.
        .set("rounds.write-load", 100)
        .set(source + ".connector", "file")
        .set(sink + ".connector", "file")
        .set(sink + ".path", restarts.output());
  }

  /** Takes up what others have begun, who keep what they have: only the output is shared. */
  Restarts besideIn(Path outputs) {
    return set("bindings." + workload.sink + ".path", outputs.resolve("{node}.txt"));
  }

  Restarts setAll(Map<String, ?> values) {
    settings.putAll(values);
    return this;
  }

  Restarts set(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  Path output() {
    return directory.resolve("output.txt");
  }

  Path data() {
    return directory.resolve("data");
  }

  /** The trace of the last process. */
  Path trace() {
    return runDirectory().resolve("trace");
  }

  private Path runDirectory() {
    return directory.resolve("run-" + starts);
  }

  /** Starts the process again, with further options of the JVM. */
  PotorooProcess start(String... further) {
    starts++;
    assertThat(runDirectory().toFile().mkdirs()).isTrue();
    List<String> options = new ArrayList<>(List.of("-Xmx512m"));
    options.add("-Ddev.potoroo.fault-trace=" + trace());
    options.addAll(List.of(further));
    List<String> arguments = new ArrayList<>(Jvm.withTestPipelines());
    arguments.addAll(
        List.of(
            "run", workload.pipeline, "--port=0", "--management-port=0", "--data-dir=" + data()));
    settings.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    return PotorooProcess.start(runDirectory(), workload.pipeline, options, arguments);
  }

  /** Starts the process, which must die at a point when it reaches it for the {@code n}th time. */
  void dieAt(FaultPoint point, int n) {
    try (PotorooProcess process = start("-Ddev.potoroo.fault-point=" + point + ":" + n)) {
      assertThat(process.exitCode())
          .as("exit code when it has reached [%s] [%s] times, %s, %s", point, n, this, process)
          .isEqualTo(137);
    }
  }

  /** Starts the process, which must come to a clean end. */
  Outcome toTheEnd() {
    try (PotorooProcess process = start()) {
      process.endsCleanly(PATIENCE);
    }
    return outcome();
  }

  /** What is there after a clean end. */
  Outcome outcome() {
    return outcome(List.of(output()));
  }

  Outcome outcome(List<Path> outputs) {
    Map<String, Object> store = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("store.")) {
            store.put("potoroo." + key, value);
          }
        });
    Config config = ConfigFactory.parseMap(store);
    return new Outcome(Outcome.output(workload, outputs), Outcome.states(workload, data(), config));
  }

  @Override
  public String toString() {
    return workload.pipeline + " in " + directory;
  }
}

package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** What Flink is told: to be fast, and with rounds to keep its checkpoints as files. */
final class Settings {
  private static final Map<String, String> ALWAYS =
      Map.ofEntries(
          Map.entry("taskmanager.memory.network.min", "128m"),
          Map.entry("taskmanager.memory.network.max", "128m"),
          Map.entry("taskmanager.memory.managed.size", "128m"),
          Map.entry("taskmanager.network.memory.buffer-debloat.enabled", "false"),
          Map.entry("pipeline.object-reuse", "true"),
          Map.entry("pipeline.generic-types", "false"),
          Map.entry("state.backend.type", "hashmap"),
          Map.entry("restart-strategy.type", "disable"),
          Map.entry("rest.address", "localhost"),
          Map.entry("rest.port", "0"));

  private Settings() {}

  /** Those of a run; {@code --set} has the last word. */
  static Configuration of(PeerRun run, Path directory) throws IOException {
    Configuration settings = Configuration.fromMap(ALWAYS);
    settings.setString("taskmanager.numberOfTaskSlots", Integer.toString(run.parallelism()));
    // Records wait for a buffer to fill: 100 is what Flink has by default.
    settings.setString(
        "execution.buffer-timeout.interval", run.options().rate > 0 ? "1 ms" : "100 ms");
    // Event time moves on as often as Flink has it by default, if anything depends on it.
    settings.setString(
        "pipeline.auto-watermark-interval",
        run.options().workload == Workload.WINDOWS ? "200 ms" : "0 ms");
    if (run.options().rounds > 0) {
      Path checkpoints = directory.resolve("checkpoints");
      settings.setString("execution.checkpointing.interval", run.options().rounds + " ms");
      settings.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
      settings.setString("execution.checkpointing.storage", "filesystem");
      settings.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
      settings.setString(
          "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
      settings.setString("execution.checkpointing.checkpoints-after-tasks-finish", "true");
      last(checkpoints)
          .ifPresent(
              last -> settings.setString("execution.state-recovery.path", last.toUri().toString()));
    }
    run.settings().forEach(settings::setString);
    return settings;
  }

  /** The last checkpoint that is whole. */
  private static Optional<Path> last(Path checkpoints) throws IOException {
    if (!Files.exists(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(Path::getParent);
    }
  }
}

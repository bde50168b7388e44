package dev.potoroo.samples;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.PipelineNodes;
import dev.potoroo.testkit.PipelineRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a sample on a node of its own until its sources have ended. */
final class SampleRun {
  private SampleRun() {}

  /** What the pipeline writes to {@code sink}, in lines. */
  static List<String> run(Path folder, Pipeline pipeline, String sink, Map<String, ?> settings)
      throws Exception {
    Path out = folder.resolve("out");
    PipelineRunner runner = PipelineRunner.of(pipeline, folder);
    settings.forEach((key, value) -> runner.set("potoroo." + key, value));
    try (PipelineNodes nodes = runner.toFile(sink, out, Framing.NEWLINE).start()) {
      nodes.awaitEnd();
    }
    return Files.readAllLines(out);
  }

  /** Settings that bind a source to a file. */
  static Map<String, String> file(String source, Path path, Framing framing) {
    return Map.of(
        "bindings." + source + ".connector",
        "file",
        "bindings." + source + ".path",
        path.toString(),
        "bindings." + source + ".framing",
        framing.toString());
  }
}

package dev.potoroo.launcher;

import dev.potoroo.status.TopologyFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code topology PIPELINE}. */
@Command(
    name = "topology",
    description = "Prints a pipeline's graph without running it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class TopologyCommand implements Runnable, Cli.Verbose {
  private final Pipelines pipelines;
  private final Host host;

  @Parameters(
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "Name of the pipeline; may be left out if there is only one.")
  private @Nullable String pipeline;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "One of text, json, mermaid, dot. Default: ${DEFAULT-VALUE}")
  private TopologyFormat format = TopologyFormat.TEXT;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--verbose", description = "Print stack traces of failures.")
  private boolean verbose;

  TopologyCommand(Pipelines pipelines, Host host) {
    this.pipelines = pipelines;
    this.host = host;
  }

  @Override
  public void run() {
    String text =
        host.engine().topology(pipelines.find(pipeline), Configuration.load(options), format);
    host.out().println(text.stripTrailing());
  }

  @Override
  public boolean verbose() {
    return verbose;
  }
}

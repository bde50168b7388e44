package dev.potoroo.launcher;

import dev.potoroo.Pipeline;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run PIPELINE}. */
@Command(
    name = "run",
    description =
        "Runs a pipeline as a node of a cluster until all sources have ended or it is stopped.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "What wins: --set, then the other options, -Dkey=value of the JVM, environment variables,"
          + " the file of --config, the defaults.",
      "Ctrl-C stops reading and processes what was read."
    })
final class RunCommand implements Callable<Integer>, Cli.Verbose {
  private final Pipelines pipelines;
  private final Host host;

  @Parameters(
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "Name of the pipeline; may be left out if there is only one.")
  private @Nullable String pipeline;

  @Mixin private final ConfigOptions options = new ConfigOptions();

  @Option(names = "--verbose", description = "Print stack traces of failures.")
  private boolean verbose;

  RunCommand(Pipelines pipelines, Host host) {
    this.pipelines = pipelines;
    this.host = host;
  }

  @Override
  public Integer call() {
    ParentWatch.start();
    Pipeline found = pipelines.find(pipeline);
    return new Run(found, Configuration.load(options), host, verbose).call();
  }

  @Override
  public boolean verbose() {
    return verbose;
  }
}

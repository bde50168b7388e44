package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.Pipeline;
import java.util.List;
import java.util.Map;

/**
 * The command line for one pipeline, to be called by its {@code main}:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   Potoroo.run(new StockPrices(), args);
 * }
 * }</pre>
 *
 * <p>The commands and options are those of {@link Main}, except that the name of the pipeline may
 * be left out, and so may the command {@code run}: without arguments, or with options only, the
 * pipeline runs.
 *
 * <p>Exit codes: 0 if all sources ended and everything was processed, and also if the run was
 * stopped by SIGINT (Ctrl-C) or SIGTERM and what had been read was processed; 1 if it failed, with
 * a line on standard error; 2 if the command line is wrong.
 */
public final class Potoroo {
  private Potoroo() {}

  /**
   * Does what {@code args} say, then ends the JVM.
   *
   * @param pipeline the pipeline to run or to print
   * @param args the command line; {@code --help} describes it
   */
  public static void run(Pipeline pipeline, String... args) {
    System.exit(execute(pipeline, args));
  }

  /**
   * The configuration that {@code run} has with these settings: over environment variables, {@code
   * application.conf} of the class path, and the defaults. For {@link
   * dev.potoroo.service.PipelineService#start}.
   *
   * @param settings each {@code KEY=VALUE}, as after {@code --set}
   * @throws dev.potoroo.PotorooException if one has another form, or a file cannot be read
   */
  public static Config config(List<String> settings) {
    return Configuration.load(settings, Map.of(), null);
  }

  /**
   * Does what {@code args} say and returns the exit code. If the JVM is asked to stop meanwhile, it
   * drains and then ends without returning.
   *
   * @param pipeline the pipeline to run or to print
   * @param args the command line; {@code --help} describes it
   * @return 0, 1 or 2, as above
   */
  public static int execute(Pipeline pipeline, String... args) {
    return new Cli(Pipelines.only(pipeline), Host.jvm()).execute(args);
  }
}

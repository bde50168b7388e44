package dev.potoroo.samples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.launcher.ExtraCommand;
import dev.potoroo.launcher.Main;
import dev.potoroo.launcher.Potoroo;
import dev.potoroo.samples.bench.Measurement.Window;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Workload.Input;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench WORKLOAD}. */
@Command(
    name = "bench",
    description =
        "Measures a workload on a node of its own, checks all that comes out against a plain"
            + " computation of the same records, and prints one line of JSON.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 measured; 1 failed, or the results are wrong; 2 wrong command line."
    })
public final class BenchCommand implements ExtraCommand {
  /** The main class of the command line. */
  static final String PROGRAM = Main.class.getName();

  @Mixin private BenchOptions options = new BenchOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>(options.faults());
    if (options.workload == Workload.W7 && options.kafka == null) {
      faults.add("w7 needs a broker: --kafka HOST:PORT says where it is.");
    }
    if (!faults.isEmpty()) {
      throw new PotorooException(
          faults.stream()
              .map(fault -> new PotorooException.Fault(ErrorCode.BAD_COMMAND_LINE, fault))
              .toList());
    }
    try (WorkingDirectory directory = WorkingDirectory.of(options)) {
      if (options.workload == Workload.W6) {
        List<String> program = List.of(PROGRAM, "bench");
        JsonNode result = new CrashRun(program, options, directory.path()).run();
        out().println(result);
        return result.path("ok").asBoolean() ? 0 : 1;
      }
      return print(run(directory.path()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int print(Report report) {
    out().println(json(report.fields()));
    return report.right() ? 0 : 1;
  }

  private void flowing() {
    if (options.lifeIn != null) {
      out().println(CrashRun.FLOWING);
      out().flush();
    }
  }

  private Report run(Path directory) throws InterruptedException {
    Tallies tallies = new Tallies(options);
    Input input = options.workload.input(options);
    if (options.workload == Workload.W7) {
      return runTopics(directory, input, tallies);
    }
    FeedSource source = new FeedSource(input.feed(), options);
    Pipeline pipeline = pipeline(source, new Results(tallies.newTally()));
    Window window = measure(pipeline, directory, tallies, service -> source.end());
    return report(window, tallies, input, source.recordsBefore(), source.records());
  }

  private Report runTopics(Path directory, Input input, Tallies tallies)
      throws InterruptedException {
    try (Topics topics = topics()) {
      try (Loader loader = new Loader(topics, options, input.feed())) {
        loader.fill();
      }
      TopicBench pipeline = new TopicBench(topics, options.dense);
      Window window = measure(pipeline, directory, tallies, BenchCommand::stop);
      long[] records = pipeline.records();
      topics.fault(records).ifPresent(tallies::spoil);
      topics.count(tallies.newTally());
      return report(window, tallies, input, new long[Keys.SPLITS], records);
    }
  }

  private Topics topics() throws InterruptedException {
    try {
      return Topics.make(options);
    } catch (IllegalStateException e) {
      throw new PotorooException(
          List.of(
              new PotorooException.Fault(
                  ErrorCode.BAD_COMMAND_LINE, "--kafka: " + e.getMessage())));
    }
  }

  /** Its outcome is waited for where that of any other run is. */
  private static void stop(PipelineService service) {
    var unused = service.stop();
  }

  /**
   * Runs a pipeline.
   *
   * @param end has it end when it has been measured
   */
  private Window measure(
      Pipeline pipeline, Path directory, Tallies tallies, Consumer<PipelineService> end)
      throws InterruptedException {
    try (PipelineService service = PipelineService.start(pipeline, config(directory))) {
      Window window =
          new Measurement(new WatchedService(service, options), this::flowing)
              .take(options, tallies);
      end.accept(service);
      Outcome outcome = service.outcome().toCompletableFuture().join();
      outcome
          .failure()
          .ifPresent(
              failure -> {
                throw failure;
              });
      return window;
    }
  }

  private Report report(
      Window window, Tallies tallies, Input input, long[] before, long[] records) {
    return new Report(
        new Subject("potoroo", version(), options.dense ? "dense" : "object"),
        options,
        window,
        tallies,
        input.oracle(),
        before,
        records);
  }

  /** Its first step is the one whose records are counted. */
  private Pipeline pipeline(FeedSource source, Results results) {
    return switch (options.workload) {
      case W1, W6 -> new StockBench(source, results, options.dense);
      case W2 -> new WordBench(source, results, options.dense, options.combine);
      case W3 -> new SectorBench(source, results, options.dense);
      case WINDOWS -> new WindowBench(source, results, options.keys);
      case W7 -> throw new IllegalArgumentException("it has topics");
    };
  }

  /** That of the framework. */
  private static String version() {
    String version = PipelineService.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private Config config(Path directory) {
    List<String> settings = new ArrayList<>();
    settings.add("data-dir=" + directory);
    if (options.rounds > 0) {
      settings.add("store.type=rocksdb");
      settings.add("rounds.interval=" + options.rounds + "ms");
    } else {
      settings.add("store.type=memory");
    }
    if (options.dense && options.workload == Workload.WINDOWS) {
      settings.add("steps." + WindowBench.STEP + ".granularity=dense");
    }
    settings.addAll(options.settings);
    return Potoroo.config(settings);
  }

  private static String json(Map<String, Object> fields) {
    try {
      return JacksonSupport.json().writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

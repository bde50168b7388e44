package dev.potoroo.samples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.launcher.ExtraCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}. */
@Command(
    name = "compare",
    description =
        "Measures workloads of bench on Potoroo and on other engines in turn, each run in a JVM of"
            + " its own, and prints tables of the results. A system of which one run was wrong is"
            + " not shown.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all runs were right; 1 failed, or one was not; 2 wrong command line."
    })
public final class CompareCommand implements ExtraCommand {
  private static final List<String> ALL =
      List.of(
          "w1 --warmup 5 --seconds 5",
          "w1 --keys 100000 --warmup 6 --seconds 5",
          "w1 --keys 1000000 --warmup 14 --seconds 5",
          "w1 --dist zipf --warmup 5 --seconds 5",
          "w1 --keys 100000 --dist zipf --warmup 6 --seconds 5",
          "w1 --keys 1000000 --dist zipf --warmup 14 --seconds 5",
          "w2 --warmup 5 --seconds 5",
          "w3 --warmup 5 --seconds 5",
          "w1 --rounds 1000 --warmup 5 --seconds 5",
          "w1 --keys 1000000 --rounds 1000 --warmup 28 --seconds 12",
          "w1 --rate 50000 --warmup 15 --seconds 10",
          "w1 --rate 200000 --warmup 15 --seconds 10",
          "w1 --rate 200000 --rounds 1000 --warmup 15 --seconds 10",
          "w6 --warmup 15 --seconds 25",
          "windows --keys 1000000 --rounds 1000 --warmup 28 --seconds 20",
          "w7 --warmup 5 --seconds 5",
          "w7 --rounds 1000 --warmup 5 --seconds 5");

  @Option(
      names = "--workload",
      paramLabel = "WORKLOAD",
      description =
          "What is measured: a workload and options, as for bench, in one argument; may be"
              + " repeated. Default: all that performance.md tells of")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--systems",
      split = ",",
      description = "In which order: ${COMPLETION-CANDIDATES}. Default: all of them")
  private List<Contender> systems = List.of(Contender.values());

  @Option(
      names = "--repetitions",
      description =
          "How often each is measured, all in turn; 0: only print tables of --results. Default:"
              + " ${DEFAULT-VALUE}")
  private int repetitions = 5;

  @Option(
      names = "--jdk",
      paramLabel = "DIRECTORY",
      description =
          "The Java to run with; may be repeated, each is then used in turn. Default: this one")
  private List<Path> jdks = new ArrayList<>();

  @Option(names = "--heap", description = "Of each JVM. Default: ${DEFAULT-VALUE}")
  private String heap = "4g";

  @Option(
      names = "--gc",
      description = "Collector of each JVM: Parallel, G1, Z, Serial. Default: ${DEFAULT-VALUE}")
  private String collector = "Parallel";

  @Option(
      names = "--peers",
      paramLabel = "DIRECTORY",
      description = "Where the other engines have been built. Default: ${DEFAULT-VALUE}")
  private Path peers = Path.of("framework/benchmarks/peers");

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Where results are added, a line of JSON each. Default: ${DEFAULT-VALUE}")
  private Path results = Path.of("compare-results.jsonl");

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "How much longer than warm-up and measurement a run may take before it is ended and"
              + " counts as wrong. Default: ${DEFAULT-VALUE}")
  private long patience = 180;

  @SuppressWarnings("NullAway.Init") // picocli sets it.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repetitions > 0) {
      measure();
    }
    List<Trial> trials = read();
    out().println(Tables.of(trials));
    return trials.stream().allMatch(trial -> trial.fault().isEmpty()) ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void measure() throws IOException, InterruptedException {
    List<String> asked = workloads.isEmpty() ? ALL : workloads;
    Map<String, BenchOptions> all = new LinkedHashMap<>();
    asked.forEach(workload -> all.put(workload, parsed(workload)));
    refuseFaults(all);
    List<Jdk> versions = versions();
    // Where a system gives memory slowly, who needs new pages, and when, would decide.
    List<String> jvm =
        List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+Use" + collector + "GC", "-XX:+AlwaysPreTouch");
    Comparison comparison = new Comparison(jvm, peers, patience);
    for (int repetition = 1; repetition <= repetitions; repetition++) {
      for (Map.Entry<String, BenchOptions> workload : all.entrySet()) {
        for (Jdk jdk : versions) {
          for (Contender system : systems) {
            if (system.runs(workload.getValue())) {
              add(comparison.run(system, workload.getKey(), workload.getValue(), jdk), repetition);
            }
          }
        }
      }
    }
  }

  private List<Jdk> versions() throws IOException {
    List<Jdk> versions = new ArrayList<>();
    for (Path home : jdks) {
      versions.add(Jdk.in(home));
    }
    return versions.isEmpty() ? List.of(Jdk.own()) : versions;
  }

  private static BenchOptions parsed(String workload) {
    BenchOptions options = new BenchOptions();
    try {
      new CommandLine(options)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(workload.split(" "));
    } catch (ParameterException e) {
      throw new PotorooException(
          List.of(
              new PotorooException.Fault(
                  ErrorCode.BAD_COMMAND_LINE, "--workload [" + workload + "]: " + e.getMessage())));
    }
    return options;
  }

  private void refuseFaults(Map<String, BenchOptions> all) {
    List<String> found = new ArrayList<>();
    all.forEach(
        (workload, options) -> {
          List<String> faults = new ArrayList<>(options.faults());
          if (options.dense) {
            faults.add("--dense is one of --systems here.");
          }
          faults.forEach(fault -> found.add("--workload [" + workload + "]: " + fault));
        });
    systems.stream().flatMap(system -> system.fault(peers).stream()).forEach(found::add);
    // That it is not there has been said of Kafka Streams, if it is one of the systems.
    if (!systems.contains(Contender.KAFKA_STREAMS)
        && all.values().stream().anyMatch(this::wantsBroker)) {
      BrokerProcess.fault(peers).ifPresent(found::add);
    }
    jdks.stream()
        .filter(home -> !Files.exists(home.resolve("release")))
        .map(home -> "--jdk [" + home + "] is no JDK: it has no file [release].")
        .forEach(found::add);
    List<PotorooException.Fault> faults =
        found.stream()
            .map(fault -> new PotorooException.Fault(ErrorCode.BAD_COMMAND_LINE, fault))
            .toList();
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
  }

  private boolean wantsBroker(BenchOptions workload) {
    return systems.stream()
        .anyMatch(system -> system.runs(workload) && system.wantsBroker(workload));
  }

  private void add(Trial trial, int repetition) throws IOException {
    Files.writeString(
        results, trial.result() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    spec.commandLine()
        .getErr()
        .println(
            repetition
                + " of "
                + repetitions
                + ", "
                + trial.title()
                + ": "
                + trial.system()
                + trial.fault().map(fault -> " wrong: " + fault).orElse(" right"));
  }

  private List<Trial> read() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Trial> trials = new ArrayList<>();
    for (String line : Files.readAllLines(results)) {
      trials.add(new Trial(json.readTree(line)));
    }
    return trials;
  }
}

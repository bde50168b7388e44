package dev.potoroo.samples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be measured beside others. */
enum Contender {
  /** Ours, with an actor for each object. */
  OBJECT("", "", List.of()),
  /** Ours, with dense steps. */
  DENSE("", "", List.of("--dense")),
  FLINK("flink", "flink.FlinkPeer", List.of()),
  /** Jet's core API: what one gets who writes processors. */
  JET("jet", "jet.JetPeer", List.of()),
  JET_PIPELINE("jet", "jet.JetPeer", List.of("--set", "api=pipeline")),
  KAFKA_STREAMS("kafka-streams", "kafka.KafkaStreamsPeer", List.of());

  /** What builds other engines. */
  static final String BUILD = "mvn -q package -DskipTests -Ppeers";

  /** With its source and its step each as often as that it uses two processors. */
  private static final List<String> PARALLEL = List.of("--readers", "2");

  /** What some of them ask for, so that they need not do without. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.reflect",
          "java.math",
          "java.net",
          "java.nio",
          "java.text",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "jdk.internal.ref",
          "sun.nio.ch");

  private final String module;
  private final String program;
  private final List<String> options;

  Contender(String module, String program, List<String> options) {
    this.module = module;
    this.program = program;
    this.options = options;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean ours() {
    return module.isEmpty();
  }

  /** A run of Kafka Streams makes topics of its own, so none goes on after a crash. */
  boolean runs(BenchOptions workload) {
    return switch (workload.workload) {
      case W6 -> this != KAFKA_STREAMS;
      case W7 -> this != JET;
      case WINDOWS -> ours() || this == FLINK;
      case W1, W2, W3 -> true;
    };
  }

  /** Whether it reads from topics, and is not told of a broker. */
  boolean wantsBroker(BenchOptions workload) {
    return workload.kafka == null && (workload.workload == Workload.W7 || this == KAFKA_STREAMS);
  }

  /** Why it cannot be run; empty if it can. */
  Optional<String> fault(Path peers) {
    return isBuilt(peers)
        ? Optional.empty()
        : Optional.of(
            "System ["
                + this
                + "] is not there: no folder ["
                + classes(peers)
                + "]. Build it with ["
                + BUILD
                + "], say with --peers where it is, or leave it out of --systems.");
  }

  boolean isBuilt(Path peers) {
    return ours() || Files.isDirectory(classes(peers));
  }

  private Path classes(Path peers) {
    return peers.resolve(module).resolve("target/classes");
  }

  /** Where it, and what it needs, have been built. */
  String classPath(Path peers) {
    return classes(peers) + ":" + peers.resolve(module).resolve("target/lib") + "/*";
  }

  /** What comes behind {@code java} and the options for memory. */
  List<String> command(Path peers, String workload) {
    Stream<String> program =
        ours()
            ? Stream.of("-cp", System.getProperty("java.class.path"), BenchCommand.PROGRAM, "bench")
            : Stream.concat(
                OPENED.stream()
                    .flatMap(
                        name -> Stream.of("--add-opens", "java.base/" + name + "=ALL-UNNAMED")),
                Stream.of("-cp", classPath(peers), "dev.potoroo.benchmarks." + this.program));
    Stream<String> asked = Stream.of(workload.split(" "));
    Stream<String> parallel =
        ours() || workload.contains("--readers") ? Stream.of() : PARALLEL.stream();
    return Stream.of(program, asked, parallel, options.stream()).flatMap(all -> all).toList();
  }
}

package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody who types commands gets to see. */
class CommandLineIT {
  private static final String RUN = "run stock-prices --port=0 --management-port=0 ";

  @TempDir private Path directory;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(2, "POTOROO-2004", "[stock-price]", "run stock-price"),
        Arguments.of(2, "POTOROO-2005", "--sed", RUN + "--sed=127.0.0.1:1"),
        Arguments.of(2, "POTOROO-2005", "rum", "rum"),
        Arguments.of(
            2,
            "POTOROO-2005",
            "[list, run, local-cluster, topology, new, entity, hot, rates, rounds, shards, why, pause,"
                + " resume, audit, bench, compare]",
            ""),
        Arguments.of(2, "POTOROO-2005", "[0]", "local-cluster stock-prices --nodes=0"),
        Arguments.of(2, "POTOROO-2004", "[stock-price]", "local-cluster stock-price"),
        Arguments.of(1, "POTOROO-2001", "potoroo.window", "local-cluster alphabet --set=windw=5"),
        Arguments.of(1, "POTOROO-2001", "potoroo.window", RUN + "--set=windw=5"),
        Arguments.of(1, "POTOROO-2002", "[many]", RUN + "--set=window=many"),
        Arguments.of(1, "POTOROO-2003", "none.conf]", RUN + "--config=none.conf"),
        Arguments.of(1, "POTOROO-2003", "malformed.conf", RUN + "--config=malformed.conf"),
        Arguments.of(1, "POTOROO-2001", "misspelt.conf: 2", RUN + "--config=misspelt.conf"),
        Arguments.of(1, "POTOROO-2008", "[rocksdb]", RUN + "--set=store.type=rocks"),
        Arguments.of(1, "POTOROO-3009", "[potoroo.cluster.seeds]", RUN + "--seed=127.0.0.1:1"),
        Arguments.of(1, "POTOROO-3003", "none.jsonl", RUN + "--config=no-input.conf"),
        Arguments.of(1, "POTOROO-3002", "127.0.0.1:1", RUN + "--config=no-seed.conf"));
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("mistakes")
  void saysInOneLineWhatIsWrong(int exitCode, String code, String named, String commandLine)
      throws IOException {
    config("malformed.conf", "potoroo {\n  window = \n");
    config("misspelt.conf", "potoroo {\n  windw = 5\n}\n");
    config(
        "no-input.conf",
        "potoroo.bindings.ticks { connector = file, path = \"" + directory + "/none.jsonl\" }");
    config(
        "no-seed.conf",
        "potoroo { store.type = memory, cluster { seeds = [\"127.0.0.1:1\"], join-timeout = 1s } }");
    try (PotorooProcess process = command(inDirectory(commandLine))) {
      assertThat(process.exitCode()).as("exit code of %s", process).isEqualTo(exitCode);
      assertOneLine(process, code, named);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "POTOROO-3001, run stock-prices --management-port=0 --port=PORT",
    "POTOROO-3001, run stock-prices --management-port=PORT",
    "POTOROO-3003, run stock-prices --management-port=0 --set=bindings.ticks.connector=tcp"
        + " --set=bindings.ticks.port=PORT"
  })
  void saysInOneLineThatAPortIsInUse(String code, String commandLine) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      try (PotorooProcess process = command(inDirectory(commandLine.replace("PORT", port)))) {
        assertThat(process.exitCode()).as("exit code of %s", process).isEqualTo(1);
        assertOneLine(process, code, port);
      }
    }
  }

  @Test
  void listsThePipelines() {
    try (PotorooProcess process = command(List.of("list"))) {
      process.endsCleanly();
      assertThat(process.stdout().lines())
          .containsExactly(
              "alerts-stateful",
              "alerts-stateless",
              "alerts-windowed",
              "alphabet",
              "celsius",
              "fraud",
              "iot-sessions",
              "kafka-stock-prices",
              "market-spread",
              "order-join",
              "passthrough",
              "rated-orders",
              "running-totals",
              "sensor-alarms",
              "stock-prices",
              "topology-double",
              "topology-filter",
              "word-count");
      assertThat(process.stderr()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--version, Potoroo 0.1",
    "--help, topology",
    "run --help, --management-port",
    "local-cluster --help, --nodes",
    "topology word-count, step count",
    "topology word-count --format text, step count",
    "topology word-count --format json, '\"count\"'",
    "topology word-count --format mermaid, flowchart",
    "topology word-count --format dot, digraph",
    "topology sensor-alarms, readings -> alarms: at-least-once"
  })
  void printsWhatIsAskedFor(String commandLine, String contained) {
    try (PotorooProcess process = command(List.of(commandLine.split(" ")))) {
      process.endsCleanly();
      assertThat(process.stdout()).contains(contained);
      assertThat(process.stderr()).isEmpty();
    }
  }

  @Test
  void runsOnBundledInputWithoutAnySetUp() {
    List<String> run = inDirectory("run stock-prices --port=0 --management-port=0");
    try (PotorooProcess process = command(run)) {
      process.endsCleanly();
      assertThat(process.stdout().lines())
          .hasSizeGreaterThan(20)
          .allMatch(line -> Http.parse(line).path("price").isNumber());
      assertThat(process.stderr()).contains("stock-prices ended: 2,000 records, 20 objects");
    }
  }

  private void config(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** The words of a command line; what runs gets a data directory, and files are found here. */
  private List<String> inDirectory(String commandLine) {
    List<String> words = new ArrayList<>();
    for (String word : commandLine.strip().split(" ")) {
      words.add(word.replace("--config=", "--config=" + directory + "/"));
    }
    words.removeIf(String::isEmpty);
    if (words.size() > 1) {
      words.add("--data-dir=" + directory.resolve("data"));
    }
    return words;
  }

  private PotorooProcess command(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("-jar", Jvm.jar()));
    all.addAll(arguments);
    return PotorooProcess.start(directory.resolve("out"), "stock-prices", List.of(), all);
  }

  private static void assertOneLine(PotorooProcess process, String code, String named) {
    List<String> lines = process.stderr().lines().toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).startsWith(code + " ").contains(named).doesNotContain("Exception");
    assertThat(process.stdout()).isEmpty();
  }
}

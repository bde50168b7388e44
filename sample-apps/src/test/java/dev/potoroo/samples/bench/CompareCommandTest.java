package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.potoroo.PotorooException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
  private static final Path RECORDED = Path.of("src/test/resources/bench/results.jsonl");

  private final StringWriter out = new StringWriter();

  /** Jet had one wrong run of three, Flink on 25 had no results, a dense run did not end. */
  @Test
  void showsMediansOfWhatWasRight() throws Exception {
    assertThat(execute("--repetitions", "0", "--results", RECORDED.toString())).isOne();
    assertThat(out)
        .hasToString(
            """
            ### w1 --warmup 5 --seconds 5, Java 17

            | system | records/s | least to most | of Flink | processor time of a record | memory at most | processors others used | runs |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | object 0.1.0 | 10.40 M | 9.00 M to 11.00 M | 2.00 × | 91 ns | 519 MiB | 0.10 | 3 |
            | flink 2.3.0 | 5.20 M | 5.10 M to 5.30 M | 1.00 × | 227 ns | 519 MiB | 0.80 | 3 |
            | jet | not shown: 1 of 3 runs wrong: [Expected[outputs=1, checksum=2]] is not [Expected[outputs=2, checksum=2]] |  |  |  |  |  |  |

            ### w1 --warmup 5 --seconds 5, Java 25

            | system | records/s | least to most | of Flink | processor time of a record | memory at most | processors others used | runs |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | dense 0.1.0 | 812 k | 812 k to 812 k |  | 227 ns | 519 MiB | 0.80 | 1 |
            | flink | not shown: 1 of 1 runs wrong: nothing came out |  |  |  |  |  |  |

            ### w1 --rate 200000 --warmup 15 --seconds 10, Java 17

            | system | 99 % within | least to most | of Flink | half within | 99.9 % within | all within | memory at most | processors others used | runs |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            | object 0.1.0 | 0.70 ms | 0.60 ms to 0.80 ms | 0.50 × | 0.09 ms | 3.00 ms | 9.00 ms | 519 MiB | 0.80 | 2 |
            | flink 2.3.0 | 1.40 ms | 1.20 ms to 1.60 ms | 1.00 × | 0.30 ms | 2.80 ms | 20.00 ms | 519 MiB | 0.80 | 2 |

            ### w6 --warmup 15 --seconds 25, Java 17

            | system | current again after | least to most | of Flink | memory at most | processors others used | runs |
            | --- | --- | --- | --- | --- | --- | --- |
            | object 0.1.0 | 2.4 s | 2.4 s to 2.4 s | 0.50 × | 519 MiB | 0.80 | 1 |
            | flink 2.3.0 | 4.7 s | 4.7 s to 4.7 s | 1.00 × | 519 MiB | 0.80 | 1 |
            | dense | not shown: 1 of 1 runs wrong: no end within [220] seconds |  |  |  |  |  |

            """);
  }

  /** Two of ours, in JVMs of their own. */
  @Test
  void measuresInTurn(@TempDir Path directory) throws Exception {
    Path results = directory.resolve("results.jsonl");
    int code =
        execute(
            "--workload",
            "w1 --warmup 0 --seconds 1",
            "--systems",
            "object,dense",
            "--repetitions",
            "1",
            "--heap",
            "256m",
            "--gc",
            "Serial",
            "--results",
            results.toString());
    assertThat(code).as(Files.readString(results)).isZero();
    assertThat(Files.readAllLines(results))
        .extracting(line -> line.replaceAll(".*\"mode\":\"(\\w+)\".*", "$1"))
        .containsExactly("object", "dense");
    assertThat(out.toString().lines().filter(line -> line.endsWith("| 1 |"))).hasSize(2);
  }

  @Test
  void saysAllThatIsWrong(@TempDir Path directory) {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(
            () ->
                execute(
                    "--workload",
                    "w1 --keys 6 --dense",
                    "--systems",
                    "object,jet-pipeline",
                    "--jdk",
                    directory.toString(),
                    "--peers",
                    directory.toString()))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(PotorooException.Fault::message)
                    .containsExactly(
                        "--workload [w1 --keys 6 --dense]: --keys [6] must be a multiple of 4, at most 10000000.",
                        "--workload [w1 --keys 6 --dense]: --dense is one of --systems here.",
                        "System [jet-pipeline] is not there: no folder ["
                            + directory.resolve("jet/target/classes")
                            + "]. Build it with [mvn -q package -DskipTests -Ppeers], say with"
                            + " --peers where it is, or leave it out of --systems.",
                        "--jdk [" + directory + "] is no JDK: it has no file [release]."));
  }

  /** Kafka Streams says so itself. */
  @Test
  void refusesTopicsWithoutABroker(@TempDir Path directory) {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(
            () ->
                execute("--workload", "w7", "--systems", "object", "--peers", directory.toString()))
        .withMessageContaining("w7 needs the broker that is built with system [kafka-streams]");
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(
            () ->
                execute(
                    "--workload",
                    "w7",
                    "--systems",
                    "dense,kafka-streams",
                    "--peers",
                    directory.toString()))
        .satisfies(e -> assertThat(e.faults()).hasSize(1));
  }

  @Test
  void refusesAWorkloadThatBenchDoesNotKnow() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute("--workload", "w1 --sauce 3"))
        .withMessageContaining("--workload [w1 --sauce 3]: Unknown option");
  }

  private int execute(String... args) throws Exception {
    CompareCommand compare = new CompareCommand();
    CommandLine command = new CommandLine(compare);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(new StringWriter()));
    command.parseArgs(args);
    return compare.call();
  }
}

package dev.potoroo.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.JacksonSupport;
import dev.potoroo.PotorooException;
import dev.potoroo.testkit.TestKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
  /** What the programs tell that measure other systems: tables are made of both. */
  private static final String[] FIELDS = {
    "peer",
    "version",
    "workload",
    "mode",
    "p",
    "keys",
    "dist",
    "ok",
    "records",
    "seconds",
    "records_per_s",
    "worst_1s",
    "outputs",
    "checksum",
    "cores",
    "other_cores",
    "cpu_ns_per_record",
    "gc_ms",
    "peak_rss_mb",
    "checkpoints",
    "java",
    "args"
  };

  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "w1 --readers 2",
        "w1 --keys 10000 --dist zipf --rounds 100",
        "w1 --rate 10000 --rounds 200",
        "w2 --keys 400",
        "w2 --keys 400 --dist zipf --combine",
        "w1 --keys 10000 --rounds 100 --dense",
        "w1 --keys 1000000 --dist turn --memory --dense",
        "w3 --readers 4",
        "windows --keys 400 --rounds 200",
        "windows --keys 400 --rate 10000 --rounds 100",
        "windows --keys 10000 --dist zipf --readers 2 --rounds 100 --dense"
      })
  void measuresAndChecks(String args) throws Exception {
    List<String> all = Stream.of((args + " --warmup 0 --seconds 1").split(" ")).toList();
    assertThat(execute(all)).isZero();
    JsonNode result = JacksonSupport.json().readTree(out.toString());
    assertThat(result.get("ok").booleanValue()).as(out.toString()).isTrue();
    assertThat(result.get("records").longValue()).isPositive();
    assertThat(result.get("outputs").longValue()).isPositive();
    assertThat(result.has("p999_us")).isEqualTo(args.contains("--rate"));
    assertThat(result.path("samples").longValue() > 0).isEqualTo(args.contains("--rate"));
    assertThat(result.path("new_objects").longValue() > 0).isEqualTo(args.contains("--memory"));
    assertThat(result.path("bytes_per_object").longValue() > 0)
        .isEqualTo(args.contains("--memory"));
    assertThat(result.has("ckpt_ms")).isEqualTo(args.contains("--rounds"));
    assertThat(result.get("mode").textValue())
        .isEqualTo(args.contains("--dense") ? "dense" : "object");
    assertThat(result.fieldNames()).toIterable().contains(FIELDS);
  }

  /** Two processes of their own, of which the first is killed. A busy machine may take longer. */
  @Test
  void measuresHowLongOutputIsBehindAfterACrash() throws Exception {
    List<String> args = List.of("w6 --rate 10000 --rounds 100 --warmup 1 --seconds 5".split(" "));
    int code = execute(args);
    JsonNode result = JacksonSupport.json().readTree(out.toString());
    boolean right = result.get("ok").booleanValue();
    assertThat(code).isEqualTo(right ? 0 : 1);
    assertThat(right ? "still behind" : result.get("bad").textValue()).contains("still behind");
    assertThat(result.get("recovery_ms").longValue()).isPositive();
    assertThat(result.get("outputs").longValue()).isPositive();
  }

  /** So few in flight that no machine reads the topic to its end meanwhile. */
  @ParameterizedTest
  @ValueSource(strings = {"--readers 2", "--rounds 200", "--rounds 200 --dense"})
  void measuresFromTopicToTopic(String args, @TempDir Path directory) throws Exception {
    try (TestKafka kafka = TestKafka.start(directory)) {
      String few = " --warmup 0 --seconds 1 --fill 500000 --set window=10 --kafka ";
      int code = execute(List.of(("w7 " + args + few + kafka.address()).split(" ")));
      assertThat(code).as(out.toString()).isZero();
      JsonNode result = JacksonSupport.json().readTree(out.toString());
      assertThat(result.get("ok").booleanValue()).isTrue();
      assertThat(result.get("outputs").longValue()).isPositive();
      assertThat(result.get("args").textValue()).contains("fill=500000");
      assertThat(result.fieldNames()).toIterable().contains(FIELDS);
      assertThat(topics(kafka)).noneMatch(name -> name.startsWith("bench-"));
    }
  }

  @Test
  void saysThatATopicWasReadToItsEnd(@TempDir Path directory) throws Exception {
    try (TestKafka kafka = TestKafka.start(directory)) {
      String args = "w7 --warmup 0 --seconds 1 --fill 400 --kafka " + kafka.address();
      assertThat(execute(List.of(args.split(" ")))).isOne();
      JsonNode result = JacksonSupport.json().readTree(out.toString());
      assertThat(result.get("ok").booleanValue()).isFalse();
      assertThat(result.get("bad").textValue())
          .isEqualTo("the topic was read to its end, of [400] records; let --fill be more");
      assertThat(result.get("outputs").longValue()).isPositive();
    }
  }

  @Test
  void saysWhereNoBrokerIs() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute(List.of("w7", "--kafka", "localhost:1")))
        .withMessageContaining("--kafka: the broker at [localhost:1]");
  }

  private static Set<String> topics(TestKafka kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      return admin.listTopics().names().get();
    }
  }

  @Test
  void refusesTopicsWithoutABrokerOrBySchedule() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute(List.of("w7", "--rate", "1000")))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(PotorooException.Fault::message)
                    .containsExactly(
                        "--rate is not for w7: what it has written is looked at when the run has"
                            + " ended.",
                        "w7 needs a broker: --kafka HOST:PORT says where it is."));
  }

  @Test
  void saysAllThatIsWrong() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute(List.of("w1", "--keys", "6", "--readers", "3")))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(PotorooException.Fault::message)
                    .containsExactly(
                        "--keys [6] must be a multiple of 4, at most 10000000.",
                        "--readers [3] must be 1, 2 or 4."));
  }

  @Test
  void refusesToCombineWhatIsNotAddedUp() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute(List.of("w1", "--combine")))
        .withMessageContaining("--combine is for w2 alone.");
  }

  @Test
  void refusesWindowsWithoutRounds() {
    assertThatExceptionOfType(PotorooException.class)
        .isThrownBy(() -> execute(List.of("windows", "--rate", "1000")))
        .withMessageContaining("windows needs --rounds");
  }

  private int execute(List<String> args) throws Exception {
    BenchCommand bench = new BenchCommand();
    CommandLine command = new CommandLine(bench);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(out, true));
    command.parseArgs(args.toArray(String[]::new));
    return bench.call();
  }
}

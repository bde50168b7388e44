package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.launcher.LocalDatabase;
import dev.potoroo.testkit.PipelineNodes;
import dev.potoroo.testkit.PipelineRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The answer of each sample to the data that comes with it, on one real node with a store of its
 * own, and on three that share a database: there those samples alone that nothing else runs so,
 * unless {@code -Dtest.samples=all}. Not here: {@code market-spread}, whose two sources have an
 * order only if somebody sends them one after the other.
 */
@Execution(ExecutionMode.CONCURRENT)
class AnswersTest {
  private static final boolean ALL = "all".equals(System.getProperty("test.samples"));

  @TempDir static Path shared;
  private static LocalDatabase database;
  private static Ratings ratings;

  @TempDir Path folder;

  /**
   * A sample.
   *
   * @param sink the sink that its answer goes to
   * @param answer the file beside this test that has the answer
   * @param check compares what came with what is expected
   */
  record Sample(
      Pipeline pipeline, String sink, String answer, BiConsumer<List<String>, List<String>> check) {

    /** In any order: that of a key is a matter of other tests. */
    Sample(Pipeline pipeline, String sink, String answer) {
      this(
          pipeline,
          sink,
          answer,
          (came, expected) -> assertThat(came).containsExactlyInAnyOrderElementsOf(expected));
    }

    Framing framing() {
      return answer.endsWith(".bin") ? Framing.LENGTH_4 : Framing.NEWLINE;
    }

    /** The records of a file, as text that can be compared. */
    List<String> records(byte[] file) {
      return framing() == Framing.NEWLINE
          ? new String(file, UTF_8).lines().filter(line -> !line.isEmpty()).toList()
          : Bundled.frames(file).stream().map(HexFormat.of()::formatHex).toList();
    }

    @Override
    public String toString() {
      return pipeline.name();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    ratings = Ratings.failing(0);
    database =
        ServiceLoader.load(LocalDatabase.Provider.class).findFirst().orElseThrow().start(shared);
  }

  @AfterAll
  static void stop() {
    database.close();
    ratings.close();
  }

  static Stream<Sample> samples() {
    return Stream.concat(
        onThreeNodesInEveryBuild(),
        Stream.of(
            new Sample(new AlertsStateful(), "alerts", "alerts-stateful.txt"),
            new Sample(new AlertsStateless(), "alerts", "alerts-stateless.txt"),
            new Sample(new AlertsWindowed(), "alerts", "alerts-windowed.txt"),
            new Sample(new Alphabet(), "totals", "votes.txt"),
            new Sample(new Celsius(), "fahrenheit", "fahrenheit.bin"),
            new Sample(new Passthrough(), "out", "text.txt"),
            new Sample(
                new RunningTotals(),
                "totals",
                "totals.txt",
                (came, expected) -> SamplesTest.assertAreTotals(came)),
            new Sample(new StockPrices(), "new-highs", "new-highs.jsonl"),
            new Sample(new WordCount(), "counts", "counts.txt")));
  }

  static Stream<Sample> samplesOnThreeNodes() {
    return ALL ? samples() : onThreeNodesInEveryBuild();
  }

  private static Stream<Sample> onThreeNodesInEveryBuild() {
    return Stream.of(
        // Which of the suspicions that meet in a shop comes first is free.
        new Sample(
            new Fraud(),
            "alerts",
            "alerts.jsonl",
            (came, expected) ->
                assertThat(shopsOf(came)).containsExactlyInAnyOrderElementsOf(shopsOf(expected))),
        new Sample(new IotSessions(), "sessions", "sessions.jsonl"),
        new Sample(new OrderJoin(), "costs", "costs.txt"),
        new Sample(new RatedOrders(ratings.address()), "rated", "rated.jsonl"),
        new Sample(new TopologyDouble(), "out", "doubled.bin"),
        new Sample(new TopologyFilter(), "out", "even.bin"));
  }

  /** Alerts without the card and the amount. */
  private static List<String> shopsOf(List<String> alerts) {
    return alerts.stream()
        .map(alert -> alert.replaceFirst("\"card\":.*,\"suspicions\"", "\"suspicions\""))
        .collect(toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isThatOfTheDataOnOneNode(Sample sample) throws IOException {
    assertAnswer(sample, runner(sample));
  }

  @ParameterizedTest
  @MethodSource("samplesOnThreeNodes")
  void isThatOfTheDataOnThreeNodes(Sample sample) throws IOException {
    assertAnswer(
        sample,
        runner(sample)
            .nodes(3)
            // All is written when they leave, and all leave: none needs to see the others off.
            .set("pekko.coordinated-shutdown.phases.cluster-exiting.timeout", "1s")
            .set("potoroo.store.type", "postgres")
            .set("potoroo.store.postgres.url", database.url())
            .set("potoroo.store.postgres.user", database.user())
            .set("potoroo.store.postgres.password", database.password()));
  }

  private PipelineRunner runner(Sample sample) {
    return PipelineRunner.of(sample.pipeline(), folder)
        .toFile(sample.sink(), folder.resolve("answer-{node}"), sample.framing());
  }

  private void assertAnswer(Sample sample, PipelineRunner runner) throws IOException {
    try (PipelineNodes nodes = runner.start()) {
      nodes.awaitEnd();
    }
    List<String> came = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(one -> one.getFileName().toString().startsWith("answer-")).toList()) {
        came.addAll(sample.records(Files.readAllBytes(file)));
      }
    }
    sample.check().accept(came, sample.records(Bundled.bytes(sample.answer())));
  }
}

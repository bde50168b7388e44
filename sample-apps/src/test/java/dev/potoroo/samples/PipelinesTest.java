package dev.potoroo.samples;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.PipelineNodes;
import dev.potoroo.testkit.PipelineRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the samples as a user would, from file to file. */
class PipelinesTest {
  @TempDir Path folder;

  @Test
  void areFoundByTheLauncher() {
    assertThat(ServiceLoader.load(Pipeline.class))
        .extracting(Pipeline::name)
        .containsExactlyInAnyOrder(
            "alerts-stateful",
            "alerts-stateless",
            "alerts-windowed",
            "alphabet",
            "celsius",
            "fraud",
            "kafka-stock-prices",
            "market-spread",
            "passthrough",
            "price-join",
            "running-totals",
            "session-clicks",
            "stock-prices",
            "topology-double",
            "topology-filter",
            "word-count");
  }

  @Test
  void findsNewHighsInTheBundledTrades() throws Exception {
    assertThat(SampleRun.run(folder, new StockPrices(), "new-highs", Map.of()))
        .hasSizeGreaterThan(100)
        .contains("{\"symbol\":\"AAPL\",\"price\":187.2}")
        .allMatch(line -> line.matches("\\{\"symbol\":\"[A-Z]+\",\"price\":[0-9.]+}"));
  }

  @Test
  void findsNewHighsInMadeUpTrades() throws Exception {
    assertThat(
            SampleRun.run(
                folder,
                new StockPrices(),
                "new-highs",
                Map.of("bindings.ticks.connector", "generator", "bindings.ticks.count", 50_000)))
        .hasSizeBetween(3_000, 50_000);
  }

  @Test
  void countsTheBundledText() throws Exception {
    assertThat(SampleRun.run(folder, new WordCount(), "counts", Map.of()))
        .contains("potoroo => 4", "small => 2", "tail => 1");
  }

  @Test
  void addsUpTheBundledVotes() throws Exception {
    assertThat(SampleRun.run(folder, new Alphabet(), "totals", Map.of())).hasSize(200);
  }

  @Test
  void countsARecordedTextAsExpected() throws Exception {
    Path text = RecordedStreams.file("word_count/count_this.txt");
    List<String> counts =
        SampleRun.run(
            folder, new WordCount(), "counts", SampleRun.file("lines", text, Framing.NEWLINE));
    assertThat(counts).hasSize(482);
    assertThat(last(counts))
        .isEqualTo(RecordedStreams.numbers(RecordedStreams.file("word_count/_expected.json")));
  }

  @Test
  void addsUpRecordedVotesAsExpected() throws Exception {
    Path votes = RecordedStreams.file("alphabet_partitioned/_test.txt");
    List<String> totals =
        SampleRun.run(
            folder, new Alphabet(), "totals", SampleRun.file("votes", votes, Framing.LENGTH_4));
    assertThat(totals).hasSize(1_000);
    assertThat(last(totals))
        .isEqualTo(
            RecordedStreams.numbers(RecordedStreams.file("alphabet_partitioned/_expected.json")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void addsUpTheBundledAmountsOnRealNodes(int count) throws Exception {
    Path out = folder.resolve("totals-{node}");
    PipelineRunner runner = PipelineRunner.of(new RunningTotals(), folder).nodes(count);
    try (PipelineNodes nodes = runner.toFile("totals", out, Framing.NEWLINE).start()) {
      nodes.awaitEnd();
    }
    List<String> totals = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().contains("totals-")).toList()) {
        totals.addAll(Files.readAllLines(file));
      }
    }
    SamplesTest.assertAreTotals(totals);
  }

  /** The last number of each {@code key => number}. */
  private static Map<String, Long> last(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" => "))
        .collect(toMap(parts -> parts[0], parts -> Long.valueOf(parts[1]), (old, last) -> last));
  }
}

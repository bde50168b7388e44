package dev.potoroo.samples;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** The last number of each {@code key => number}. */
  private static Map<String, Long> last(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" => "))
        .collect(toMap(parts -> parts[0], parts -> Long.valueOf(parts[1]), (old, last) -> last));
  }
}

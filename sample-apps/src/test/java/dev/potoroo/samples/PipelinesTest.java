package dev.potoroo.samples;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Pipeline;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples as a user would, from file to file. */
class PipelinesTest {
  @TempDir Path folder;

  @Test
  void areFoundByTheLauncher() {
    assertThat(ServiceLoader.load(Pipeline.class))
        .extracting(Pipeline::name)
        .containsExactlyInAnyOrder("alphabet", "kafka-stock-prices", "stock-prices", "word-count");
  }

  @Test
  void findsNewHighsInTheBundledTrades() throws Exception {
    assertThat(run(new StockPrices(), "new-highs", Map.of()))
        .hasSizeGreaterThan(100)
        .contains("{\"symbol\":\"AAPL\",\"price\":187.2}")
        .allMatch(line -> line.matches("\\{\"symbol\":\"[A-Z]+\",\"price\":[0-9.]+}"));
  }

  @Test
  void findsNewHighsInMadeUpTrades() throws Exception {
    assertThat(
            run(
                new StockPrices(),
                "new-highs",
                Map.of("bindings.ticks.connector", "generator", "bindings.ticks.count", 50_000)))
        .hasSizeBetween(3_000, 50_000);
  }

  @Test
  void countsTheBundledText() throws Exception {
    assertThat(run(new WordCount(), "counts", Map.of()))
        .contains("potoroo => 4", "small => 2", "tail => 1");
  }

  @Test
  void addsUpTheBundledVotes() throws Exception {
    assertThat(run(new Alphabet(), "totals", Map.of())).hasSize(200);
  }

  @Test
  void countsARecordedTextAsExpected() throws Exception {
    Path text = RecordedStreams.file("word_count/count_this.txt");
    List<String> counts = run(new WordCount(), "counts", file("lines", text, "newline"));
    assertThat(counts).hasSize(482);
    assertThat(last(counts))
        .isEqualTo(RecordedStreams.numbers(RecordedStreams.file("word_count/_expected.json")));
  }

  @Test
  void addsUpRecordedVotesAsExpected() throws Exception {
    Path votes = RecordedStreams.file("alphabet_partitioned/_test.txt");
    List<String> totals = run(new Alphabet(), "totals", file("votes", votes, "length-4"));
    assertThat(totals).hasSize(1_000);
    assertThat(last(totals))
        .isEqualTo(
            RecordedStreams.numbers(RecordedStreams.file("alphabet_partitioned/_expected.json")));
  }

  /** What the pipeline writes to {@code sink} until its sources have ended. */
  private List<String> run(Pipeline pipeline, String sink, Map<String, ?> settings)
      throws Exception {
    Path out = folder.resolve("out");
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(file(sink, out, "newline"));
    all.put("data-dir", folder.toString());
    var config = ConfigFactory.parseMap(Map.of("potoroo", all)).withFallback(ConfigFactory.load());
    try (PipelineService service = PipelineService.start(pipeline, config.resolve())) {
      Outcome outcome = service.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    return Files.readAllLines(out);
  }

  private static Map<String, String> file(String name, Path path, String framing) {
    return Map.of(
        "bindings." + name + ".connector",
        "file",
        "bindings." + name + ".path",
        path.toString(),
        "bindings." + name + ".framing",
        framing);
  }

  /** The last number of each {@code key => number}. */
  private static Map<String, Long> last(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" => "))
        .collect(toMap(parts -> parts[0], parts -> Long.valueOf(parts[1]), (old, last) -> last));
  }
}

package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Pipeline;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
            "kafka-stock-prices",
            "session-clicks",
            "stock-prices",
            "word-count");
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

  @Test
  void tellsOfLargeTransactionsAsExpected() throws Exception {
    Path in = RecordedStreams.file("alerts_stateless/input.csv");
    assertThat(run(new AlertsStateless(), "alerts", file("transactions", in, "newline")))
        .isEqualTo(Files.readAllLines(RecordedStreams.file("alerts_stateless/expected.txt")));
  }

  /** In the order of each user; that between users is free. */
  @Test
  void tellsOfLargeTotalsAsExpected() throws Exception {
    Path in = RecordedStreams.file("alerts_stateful/input.csv");
    List<String> expected =
        Files.readAllLines(RecordedStreams.file("alerts_stateful/expected.txt"));
    assertThat(byUser(run(new AlertsStateful(), "alerts", file("transactions", in, "newline"))))
        .isEqualTo(byUser(expected));
  }

  private static Map<String, List<String>> byUser(List<String> alerts) {
    return alerts.stream()
        .collect(groupingBy(alert -> alert.substring(0, alert.lastIndexOf(':')).split(" for ")[1]));
  }

  /** Each window is gone through by itself: records come no later than the watermark allows. */
  @Test
  void tellsOfLargeSumsInTheBundledTransactions() throws Exception {
    List<Transaction> all = lines("transactions.csv").map(Transaction::parse).toList();
    List<String> expected = new ArrayList<>();
    for (String user : all.stream().map(Transaction::user).distinct().toList()) {
      long first = Instant.parse("2026-03-02T08:59:00Z").getEpochSecond();
      for (long start = first; start < first + 600; start += 3) {
        Instant from = Instant.ofEpochSecond(start);
        long sum =
            all.stream()
                .filter(one -> one.user().equals(user))
                .filter(one -> !one.at().isBefore(from) && one.at().isBefore(from.plusSeconds(9)))
                .mapToLong(Transaction::amount)
                .sum();
        expected.add(Transaction.alert(user, sum, 2000));
      }
    }
    expected.removeIf(String::isEmpty);
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(byUser(run(new AlertsWindowed(), "alerts", Map.of()))).isEqualTo(byUser(expected));
  }

  @Test
  void countsTheClicksOfTheBundledVisits() throws Exception {
    Map<String, List<Instant>> clicks =
        lines("clicks.csv")
            .map(SessionClicks.Click::parse)
            .collect(
                groupingBy(SessionClicks.Click::user, mapping(SessionClicks.Click::at, toList())));
    List<String> expected = new ArrayList<>();
    clicks.forEach(
        (user, times) -> {
          int begin = 0;
          for (int i = 1; i <= times.size(); i++) {
            Instant last = times.get(i - 1);
            if (i == times.size() || !times.get(i).isBefore(last.plus(ofMinutes(10)))) {
              expected.add(
                  "{\"user\":\"%s\",\"start\":\"%s\",\"end\":\"%s\",\"clicks\":%d}"
                      .formatted(user, times.get(begin), last.plus(ofMinutes(10)), i - begin));
              begin = i;
            }
          }
        });
    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(run(new SessionClicks(), "sessions", Map.of()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Stream<String> lines(String resource) throws Exception {
    try (var in = SessionClicks.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8).lines();
    }
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

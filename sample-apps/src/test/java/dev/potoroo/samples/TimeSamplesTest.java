package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Pipeline;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.PipelineTest;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples that alert, and those with windows. */
class TimeSamplesTest {
  @TempDir Path folder;

  @Test
  void tellsOfLargeTransactionsAsExpected() throws Exception {
    Path in = RecordedStreams.file("alerts_stateless/input.csv");
    assertThat(
            SampleRun.run(
                folder,
                new AlertsStateless(),
                "alerts",
                SampleRun.file("transactions", in, Framing.NEWLINE)))
        .isEqualTo(Files.readAllLines(RecordedStreams.file("alerts_stateless/expected.txt")));
  }

  /** In the order of each user; that between users is free. */
  @Test
  void tellsOfLargeTotalsAsExpected() throws Exception {
    Path in = RecordedStreams.file("alerts_stateful/input.csv");
    List<String> expected =
        Files.readAllLines(RecordedStreams.file("alerts_stateful/expected.txt"));
    assertThat(
            byUser(
                SampleRun.run(
                    folder,
                    new AlertsStateful(),
                    "alerts",
                    SampleRun.file("transactions", in, Framing.NEWLINE))))
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
    assertThat(byUser(resultOf(new AlertsWindowed(), "alerts", "transactions")))
        .isEqualTo(byUser(expected));
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
    assertThat(resultOf(new SessionClicks(), "sessions", "clicks"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void tellsWhatTheBundledOrdersCost() throws Exception {
    List<PriceJoin.Price> prices = lines("prices.csv").map(PriceJoin.Price::parse).toList();
    List<String> expected =
        lines("orders.csv")
            .map(PriceJoin.Order::parse)
            .map(
                order ->
                    prices.stream()
                        .filter(one -> one.symbol().equals(order.symbol()))
                        .filter(one -> minute(one.at()) == minute(order.at()))
                        .map(one -> one.price().multiply(BigDecimal.valueOf(order.shares())))
                        .findFirst()
                        .map(cost -> order.id() + " => " + cost.toPlainString())
                        .orElse(order.id() + " => no price"))
            .toList();
    assertThat(expected).hasSizeGreaterThan(30).anyMatch(line -> line.endsWith("no price"));
    assertThat(resultOf(new PriceJoin(), "costs", "orders", "prices"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** What a sample makes of the bundled data: each source has the file of its name. */
  private static List<String> resultOf(Pipeline pipeline, String sink, String... sources)
      throws Exception {
    try (PipelineTest test = PipelineTest.of(pipeline)) {
      for (String source : sources) {
        test.put(source, lines(source + ".csv").toArray());
      }
      test.endInput();
      return test.sinkBytes(sink).stream().map(line -> new String(line, UTF_8)).toList();
    }
  }

  @Test
  void anAlertComesWhenItsWindowIsOver() {
    try (PipelineTest test = PipelineTest.of(new AlertsWindowed())) {
      test.put("transactions", "ann,1500,2026-03-02T09:00:00Z", "ann,700,2026-03-02T09:00:04Z");
      test.put("transactions", "bob,100,2026-03-02T09:00:08.999Z").advance(ofSeconds(1));
      assertThat(test.sink("alerts", String.class)).isEmpty();

      test.put("transactions", "bob,100,2026-03-02T09:00:09Z").advance(ofSeconds(1));
      assertThat(test.take("alerts", String.class)).containsExactly("Deposit Alert for ann: 2200");
    }
  }

  @Test
  void aVisitEndsWhenItsUserRests() {
    try (PipelineTest test = PipelineTest.of(new SessionClicks()).nodes(2)) {
      test.put("clicks", "ann,/,2026-03-02T09:00:00Z", "ann,/x,2026-03-02T09:09:59Z");
      test.put("clicks", "bob,/,2026-03-02T09:19:58Z").advance(ofSeconds(1));
      assertThat(test.sinkBytes("sessions")).isEmpty();

      test.crash("node-1").put("clicks", "bob,/,2026-03-02T09:19:59Z").advance(ofSeconds(1));
      assertThat(test.sink("sessions", SessionClicks.Visit.class))
          .containsExactly(
              new SessionClicks.Visit(
                  "ann",
                  Instant.parse("2026-03-02T09:00:00Z"),
                  Instant.parse("2026-03-02T09:19:59Z"),
                  2));
    }
  }

  @Test
  void anOrderIsPricedWhenItsMinuteIsOver() {
    try (PipelineTest test = PipelineTest.of(new PriceJoin())) {
      test.put("orders", "o1,KO,10,2026-03-02T09:00:05Z", "o2,IBM,1,2026-03-02T09:01:00Z");
      test.put("prices", "KO,60.5,2026-03-02T09:00:55Z").advance(ofSeconds(1));
      assertThat(test.sink("costs", String.class)).isEmpty();

      // Prices may still come until their source, too, has come so far.
      test.put("prices", "IBM,165,2026-03-02T09:01:00Z").advance(ofSeconds(1));
      assertThat(test.sink("costs", String.class)).containsExactly("o1 => 605.0");
    }
  }

  private static long minute(Instant at) {
    return at.getEpochSecond() / 60;
  }

  private static Stream<String> lines(String resource) throws Exception {
    try (var in = SessionClicks.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8).lines();
    }
  }
}

package dev.potoroo.samples;

import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.IotSessions.Reading;
import dev.potoroo.samples.IotSessions.Session;
import dev.potoroo.testkit.PipelineTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  void aSessionEndsWhenItsDeviceIsSilent() {
    Instant nine = Instant.parse("2026-03-02T09:00:00Z");
    try (PipelineTest test = PipelineTest.of(new IotSessions()).nodes(2)) {
      test.put("readings", new Reading("d1", 20.5, nine.plusSeconds(290)));
      test.put("readings", new Reading("d1", 21, nine));
      test.put("readings", new Reading("d2", 4, nine.plusSeconds(599))).advance(ofSeconds(1));
      assertThat(test.sinkBytes("sessions")).isEmpty();

      // A silence of 5 minutes, and 10 seconds in which an earlier reading might still come.
      test.crash("node-1").put("readings", new Reading("d2", 5, nine.plusSeconds(600)));
      test.advance(ofSeconds(1));
      assertThat(test.sink("sessions", Session.class))
          .containsExactly(new Session("d1", nine, nine.plusSeconds(590), 2, 20.5, 21));
    }
  }

  @Test
  void anOrderIsPricedWhenItsMinuteIsOver() {
    try (PipelineTest test = PipelineTest.of(new OrderJoin())) {
      test.put("orders", "o1,KO,10,2026-03-02T09:00:05Z", "o2,IBM,1,2026-03-02T09:01:00Z");
      test.put("prices", "KO,60.5,2026-03-02T09:00:55Z").advance(ofSeconds(1));
      assertThat(test.sink("costs", String.class)).isEmpty();

      // Prices may still come until their source, too, has come so far.
      test.put("prices", "IBM,165,2026-03-02T09:01:00Z").advance(ofSeconds(1));
      assertThat(test.sink("costs", String.class)).containsExactly("o1 => 605.0");
    }
  }
}

package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.DeadLetter;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.Fraud.Alert;
import dev.potoroo.samples.Fraud.Limits;
import dev.potoroo.samples.Fraud.Transaction;
import dev.potoroo.testkit.PipelineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sample's answer to its data, on one simulated node and on three. */
class SamplesTest {

  @Test
  void convertsTemperaturesBitByBit() {
    try (PipelineTest test = PipelineTest.of(new Celsius())) {
      test.putStream("celsius", Framing.LENGTH_4, Bundled.bytes("celsius.bin"));
      assertThat(test.sinkBytes("fahrenheit"))
          .containsExactlyElementsOf(Bundled.frames("fahrenheit.bin"));
      test.put("celsius", 100f, -40f);
      assertThat(test.sink("fahrenheit", Float.class)).endsWith(212f, -40f);
    }
  }

  @Test
  void convertsRecordedTemperaturesBitByBit() throws IOException {
    try (PipelineTest test = PipelineTest.of(new Celsius())) {
      test.putStream(
          "celsius",
          Framing.LENGTH_4,
          Files.readAllBytes(RecordedStreams.file("celsius/_test.msg")));
      byte[] expected = Files.readAllBytes(RecordedStreams.file("celsius/_expected.msg"));
      assertThat(test.sinkBytes("fahrenheit")).containsExactlyElementsOf(Bundled.frames(expected));
    }
  }

  @Test
  void givesUpWhatIsNoTemperature() {
    try (PipelineTest test = PipelineTest.of(new Celsius())) {
      test.putBytes("celsius", new byte[3]).put("celsius", 0f);
      assertThat(test.sink("fahrenheit", Float.class)).containsExactly(32f);
      assertThat(test.deadLetters())
          .singleElement()
          .extracting(DeadLetter::error)
          .asString()
          .contains("a temperature has 4 bytes, this has [3]");
    }
  }

  @Test
  void doublesNumbers() {
    try (PipelineTest test = PipelineTest.of(new TopologyDouble())) {
      test.putStream("in", Framing.LENGTH_4, Bundled.bytes("numbers.bin"));
      assertThat(test.sinkBytes("out")).containsExactlyElementsOf(Bundled.frames("doubled.bin"));
    }
  }

  @Test
  void dropsOddNumbers() {
    try (PipelineTest test = PipelineTest.of(new TopologyFilter())) {
      test.putStream("in", Framing.LENGTH_4, Bundled.bytes("numbers.bin"));
      assertThat(test.sinkBytes("out")).containsExactlyElementsOf(Bundled.frames("even.bin"));
      test.put("in", -1L, -2L);
      assertThat(test.sink("out", Long.class)).endsWith(-2L).doesNotContain(-1L);
    }
  }

  @Test
  void letsAnyBytesPass() {
    byte[] any = {0, '\n', (byte) 0xff, '\r', 7};
    try (PipelineTest test = PipelineTest.of(new Passthrough())) {
      test.putBytes("in", any, new byte[0]);
      assertThat(test.sinkBytes("out")).containsExactly(any, new byte[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void addsUpTheAmountsOfEachUser(int nodes) {
    try (PipelineTest test = PipelineTest.of(new RunningTotals()).nodes(nodes)) {
      test.putStream("amounts", Framing.NEWLINE, Bundled.bytes("amounts.csv"));
      assertAreTotals(test.sink("totals", String.class));
    }
  }

  /** Of the bundled amounts: some may be left out, the last one of a user never. */
  static void assertAreTotals(List<String> lines) {
    Map<String, List<String>> totals = byKey(lines);
    Map<String, List<String>> each = byKey(Bundled.lines("totals.txt"));
    assertThat(totals.keySet()).isEqualTo(each.keySet());
    totals.forEach(
        (user, some) ->
            assertThat(each.get(user))
                .containsSubsequence(some)
                .endsWith(some.get(some.size() - 1)));
  }

  @Test
  void keepsCommasInNamesAndGivesUpWhatIsNoAmount() {
    try (PipelineTest test = PipelineTest.of(new RunningTotals())) {
      test.put("amounts", "Finch, Sr.,5", "no comma", ",7", "Ada,x");
      test.put("amounts", "Finch, Sr.,-7");
      assertThat(test.sink("totals", String.class))
          .containsExactly("Finch, Sr. => 5", "Finch, Sr. => -2");
      assertThat(test.deadLetters()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void findsCardsThatAreTried(int nodes) {
    try (PipelineTest test = PipelineTest.of(new Fraud()).nodes(nodes)) {
      // One by one: of records that come together, those of one card alone are in order.
      for (String transaction : Bundled.lines("transactions.jsonl")) {
        test.putBytes("transactions", transaction.getBytes(UTF_8));
      }
      assertThat(test.sinkBytes("alerts").stream().map(raw -> new String(raw, UTF_8)))
          .containsExactlyElementsOf(Bundled.lines("alerts.jsonl"));
    }
  }

  @Test
  void alertsFromTheThirdSuspicionOn() {
    Instant at = Instant.parse("2030-01-01T12:00:00Z");
    try (PipelineTest test = PipelineTest.of(new Fraud())) {
      for (int card = 1; card <= 4; card++) {
        test.put("transactions", new Transaction("c" + card, "corner", 0.5, at));
        test.put("transactions", new Transaction("c" + card, "station", 900, at.plusSeconds(59)));
      }
      test.put("transactions", new Transaction("c9", "corner", 0.5, at));
      test.put("transactions", new Transaction("c9", "station", 900, at.plusSeconds(60)));
      assertThat(test.sink("alerts", Alert.class))
          .containsExactly(new Alert("station", "c3", 900, 3), new Alert("station", "c4", 900, 4));
    }
  }

  // #region limits
  @Test
  void alertsByTheLimitsThatAreInForce() {
    Instant at = Instant.parse("2030-01-01T12:00:00Z");
    try (PipelineTest test = PipelineTest.of(new Fraud()).nodes(2)) {
      test.put("limits", new Limits(5, 100, 1)).endRound();
      test.put("transactions", new Transaction("c1", "corner", 4, at));
      test.put("transactions", new Transaction("c1", "station", 101, at.plusSeconds(1)));
      assertThat(test.take("alerts", Alert.class))
          .containsExactly(new Alert("station", "c1", 101, 1));
      test.put("limits", new Limits(5, 100, 3)).endRound();
      test.put("transactions", new Transaction("c2", "corner", 4, at));
      test.put("transactions", new Transaction("c2", "station", 101, at.plusSeconds(1)));
      assertThat(test.take("alerts", Alert.class)).isEmpty();
    }
  }

  // #endregion

  private static Map<String, List<String>> byKey(List<String> lines) {
    return lines.stream().collect(groupingBy(line -> line.substring(0, line.indexOf(" => "))));
  }
}

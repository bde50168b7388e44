package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.MarketRecords.Order;
import dev.potoroo.samples.MarketRecords.Quote;
import dev.potoroo.samples.MarketRecords.Rejected;
import dev.potoroo.samples.MarketSpread.Market;
import dev.potoroo.testkit.PipelineTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketSpreadTest {
  private static final String TIME = "20300102-09:30:00.000";
  private static final Order ORDER = new Order(2, 4_000_000_000L, "A00001", "KO", 100, 9.5, TIME);

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rejectsTheOrdersOfWideMarkets(int nodes) {
    try (PipelineTest test = PipelineTest.of(new MarketSpread()).nodes(nodes)) {
      test.putStream("market-data", Framing.LENGTH_4, Bundled.bytes("market-data.bin"));
      test.putStream("orders", Framing.LENGTH_4, Bundled.bytes("orders.bin"));
      List<byte[]> withoutTime =
          test.sinkBytes("rejected").stream()
              .map(raw -> Arrays.copyOf(raw, raw.length - Long.BYTES))
              .toList();
      assertThat(withoutTime).containsExactlyInAnyOrderElementsOf(Bundled.frames("rejected.bin"));
    }
  }

  @Test
  void rejectsWhatItKnowsNothingOfAndSaysWhen() {
    try (PipelineTest test =
        PipelineTest.of(new MarketSpread())
            .startAt(Instant.parse("2030-01-02T09:30:00.000000007Z"))) {
      test.put("orders", ORDER);
      assertThat(test.sink("rejected", Rejected.class))
          .containsExactly(
              new Rejected(
                  2, 4_000_000_000L, "A00001", "KO", 100, 9.5, 0, 0, 1_893_576_600_000_000_007L));
      test.put("market-data", new Quote("KO", TIME, 9.5, 9.51)).put("orders", ORDER);
      assertThat(test.sink("rejected", Rejected.class)).hasSize(1);
      assertThat(test.state("spread", "KO", Market.class)).contains(new Market(9.5, 9.51, false));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10.04, false",
    "10, 10.0625, true",
    "0.5, 0.53, true",
    "0.5, 0.51, false",
    "0, 0, false"
  })
  void aMarketIsWideByCentsOrByPercent(double bid, double offer, boolean wide) {
    assertThat(Market.of(new Quote("KO", TIME, bid, offer)).rejects()).isEqualTo(wide);
  }

  @Test
  void readsWhatItWrites() throws Exception {
    assertThat(MarketRecords.ORDER.decode(MarketRecords.ORDER.encode(ORDER))).isEqualTo(ORDER);
    Quote quote = new Quote("T", TIME, 1.5, 2.25);
    byte[] raw = MarketRecords.QUOTE.encode(quote);
    assertThat(raw).hasSize(42).startsWith(2, ' ', ' ', ' ', 'T');
    assertThat(MarketRecords.QUOTE.decode(raw)).isEqualTo(quote);
  }

  @Test
  void refusesWhatHasAnotherLayout() throws Exception {
    byte[] order = MarketRecords.ORDER.encode(ORDER);
    assertThat(order).hasSize(53);
    assertThatThrownBy(() -> MarketRecords.QUOTE.decode(order))
        .hasMessage("a quote has [42] bytes, this has [53]");
    order[0] = 2;
    assertThatThrownBy(() -> MarketRecords.ORDER.decode(order))
        .hasMessage("a order begins with [1], this with [2]");
    assertThatThrownBy(() -> MarketRecords.QUOTE.encode(new Quote("GOOGL", TIME, 1, 2)))
        .hasMessage("[GOOGL] is longer than [4] bytes");
  }
}

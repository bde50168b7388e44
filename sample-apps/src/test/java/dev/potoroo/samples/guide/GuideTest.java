package dev.potoroo.samples.guide;

import static dev.potoroo.samples.guide.MarketWatch.PRICE_WATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Next;
import dev.potoroo.launcher.Potoroo;
import dev.potoroo.samples.guide.MarketWatch.NewHigh;
import dev.potoroo.samples.guide.MarketWatch.Order;
import dev.potoroo.samples.guide.MarketWatch.Price;
import dev.potoroo.samples.guide.MarketWatch.Quote;
import dev.potoroo.samples.guide.MarketWatch.Rejected;
import dev.potoroo.samples.guide.Portfolio.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuideTest {
  @Test
  void definesPipelinesWithoutFault() {
    assertThat(Potoroo.execute(new MarketWatch(), "topology")).isZero();
    assertThat(Potoroo.execute(new MarketWatch.WithPolicies(), "topology")).isZero();
    assertThat(Potoroo.execute(new QuietSensors(), "topology")).isZero();
    assertThat(Potoroo.execute(new Orders(), "topology")).isZero();
    assertThat(Potoroo.execute(new Readings(), "topology")).isZero();
    assertThat(Potoroo.execute(new Sales(), "topology")).isZero();
    assertThat(Potoroo.execute(new Invoices(), "topology")).isZero();
  }

  @Test
  void firesATimer() throws Exception {
    var seen = new QuietSensors.Seen(Instant.EPOCH, 3);
    var reading = new QuietSensors.Reading("s1", 1, Instant.MAX);
    assertThat(QuietSensors.WATCH.test("s1", seen, reading))
        .isEqualTo(
            Next.become(new QuietSensors.Seen(Instant.MAX, 4))
                .timer("quiet", Duration.ofMinutes(5)));
    assertThat(QuietSensors.WATCH.testTimer("s1", seen, "quiet"))
        .isEqualTo(Next.keep().emit(new QuietSensors.Quiet("s1", Instant.EPOCH)));
  }

  @Test
  void judgesAResultByReferenceData() throws Exception {
    var mean = new QuietSensors.Mean("s1", Instant.EPOCH, Instant.MAX, 7);
    assertThat(QuietSensors.TOO_HIGH.test("s1", false, mean)).isEqualTo(Next.clear());
    assertThat(QuietSensors.TOO_HIGH.test("s1", false, mean, QuietSensors.LIMIT.with(5.0)))
        .isEqualTo(Next.clear().emit(mean));
  }

  @Test
  void handlesEachInputType() throws Exception {
    Price price = new Price(10, 10);
    assertThat(PRICE_WATCH.test("ACME", price, new Quote("ACME", 12, 1)))
        .isEqualTo(Next.become(new Price(12, 12)).emit(new NewHigh("ACME", 12, 10)));
    assertThat(PRICE_WATCH.test("ACME", price, new Order("ACME", "o1", 12)))
        .isEqualTo(Next.keep().emit(new Rejected("o1", "limit far above the price")));
    assertThat(PRICE_WATCH.test("ACME", price, new Order("ACME", "o2", 10))).isEqualTo(Next.keep());
  }

  @Test
  void changesAMutableStateInPlace() throws Exception {
    Portfolio portfolio = new Portfolio();
    assertThat(Portfolio.HOLDINGS.test("42", portfolio, new Trade("42", "ACME", 5)))
        .isEqualTo(Next.keep());
    assertThat(portfolio.shares).isEqualTo(Map.of("ACME", 5));

    var codec = Portfolio.HOLDINGS.stateCodec();
    assertThat(codec.decode(codec.encode(portfolio)).shares).isEqualTo(portfolio.shares);
  }
}

package dev.potoroo.samples;

import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.file.FileSource;
import dev.potoroo.connector.framing.Framing;
import dev.potoroo.connector.log.LogSink;
import dev.potoroo.samples.MarketRecords.MarketEvent;
import dev.potoroo.samples.MarketRecords.Order;
import dev.potoroo.samples.MarketRecords.Quote;
import dev.potoroo.samples.MarketRecords.Rejected;
import org.slf4j.event.Level;

/**
 * Rejects orders for stocks whose market is too wide: the latest offer is 0.05 or more above the
 * bid, or 5 % of the price in the middle; or nothing is known of it. Quotes and orders come from
 * two sources and meet in the state object of their symbol.
 */
public final class MarketSpread implements Pipeline {
  private static final double WIDEST = 0.05;

  /** What is known of a stock. */
  public record Market(double bid, double offer, boolean rejects) {
    static Market of(Quote quote) {
      double spread = quote.offer() - quote.bid();
      double middle = (quote.bid() + quote.offer()) / 2;
      return new Market(quote.bid(), quote.offer(), spread >= WIDEST || spread / middle >= WIDEST);
    }
  }

  static final Step<MarketEvent, Market, Rejected> SPREAD =
      Step.named("spread")
          .in(MarketEvent.class)
          .state(Market.class, () -> new Market(0, 0, true))
          .out(Rejected.class)
          .on(Quote.class, (market, quote, ctx) -> ctx.become(Market.of(quote)))
          .on(
              Order.class,
              (market, order, ctx) ->
                  market.rejects()
                      ? ctx.keep().emit(Rejected.of(order, market, ctx.now()))
                      : ctx.keep());

  @Override
  public void define(Flow flow) {
    var quotes =
        flow.from(
            Source.named("market-data", MarketRecords.QUOTE)
                .from(
                    FileSource.resource(MarketSpread.class, "market-data.bin")
                        .framing(Framing.LENGTH_4)));
    var orders =
        flow.from(
            Source.named("orders", MarketRecords.ORDER)
                .from(
                    FileSource.resource(MarketSpread.class, "orders.bin")
                        .framing(Framing.LENGTH_4)));
    flow.<MarketEvent>merge(quotes, orders)
        .keyBy(MarketEvent::symbol)
        .step(SPREAD)
        .to(Sink.named("rejected", MarketRecords.REJECTED).into(LogSink.at(Level.INFO)));
  }
}

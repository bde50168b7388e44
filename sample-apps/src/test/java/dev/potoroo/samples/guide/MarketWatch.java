package dev.potoroo.samples.guide;

import static dev.potoroo.ErrorPolicy.retry;
import static dev.potoroo.ErrorPolicy.skip;
import static java.time.Duration.ofMillis;

import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;

/** The larger example of the guide: two inputs, two outputs. */
final class MarketWatch implements Pipeline {
  // #region types
  sealed interface MarketEvent {
    String symbol();
  }

  record Quote(String symbol, double price, long volume) implements MarketEvent {}

  record Order(String symbol, String id, double limit) implements MarketEvent {}

  sealed interface Signal {}

  record NewHigh(String symbol, double price, double was) implements Signal {}

  record Rejected(String orderId, String why) implements Signal {}

  record Price(double last, double highest) {
    Price seen(double price) {
      return new Price(price, Math.max(price, highest));
    }
  }

  // #endregion

  // #region step
  static final Step<MarketEvent, Price, Signal> PRICE_WATCH =
      Step.named("price-watch")
          .in(MarketEvent.class)
          .state(Price.class, () -> new Price(0, 0))
          .out(Signal.class)
          .on(
              Quote.class,
              (price, quote, ctx) -> {
                var next = ctx.become(price.seen(quote.price()));
                return quote.price() > price.highest()
                    ? next.emit(new NewHigh(ctx.key(), quote.price(), price.highest()))
                    : next;
              })
          .on(
              Order.class,
              (price, order, ctx) ->
                  order.limit() > 1.1 * price.last()
                      ? ctx.keep().emit(new Rejected(order.id(), "limit far above the price"))
                      : ctx.keep());

  // #endregion

  // #region define
  @Override
  public void define(Flow flow) {
    DataStream<Quote> quotes =
        flow.from(Source.named("quotes", Codec.lines()))
            .map(MarketWatch::parse)
            .filter(quote -> quote.volume() > 0);
    DataStream<Order> orders = flow.from(Source.named("orders", Codec.json(Order.class)));

    DataStream<Signal> signals =
        flow.<MarketEvent>merge(quotes, orders).keyBy(MarketEvent::symbol).step(PRICE_WATCH);

    signals.only(NewHigh.class).to(Sink.named("new-highs", Codec.json(NewHigh.class)));
    signals
        .only(Rejected.class)
        .to(Sink.named("rejections", Codec.json(Rejected.class)))
        .to(Sink.named("audit", Codec.json(Signal.class)));
  }

  // #endregion

  static Quote parse(String line) {
    String[] parts = line.split(";");
    return new Quote(parts[0], Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
  }

  /** How the guide sets policies. */
  static final class WithPolicies implements Pipeline {
    // #region policies
    static final Step<MarketEvent, Price, Signal> PATIENT =
        PRICE_WATCH.onError(
            retry(3, ofMillis(100)).thenDeadLetter().on(ArithmeticException.class, skip()));

    @Override
    public void define(Flow flow) {
      flow.onError(retry(1, ofMillis(10)).thenStop()); // what has no policy of its own
      flow.from(Source.named("orders", Codec.json(Order.class)).onError(skip()))
          .keyBy(MarketEvent::symbol)
          .step(PATIENT)
          .to(Sink.named("signals", Codec.json(Signal.class)));
    }
    // #endregion
  }
}

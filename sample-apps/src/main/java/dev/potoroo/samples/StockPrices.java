package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/** Emits each price of a stock that is higher than all before it; the first one always is. */
public final class StockPrices implements Pipeline {
  // #region pipeline
  public record Tick(String symbol, double price) {}

  public record Stock(double last, double highest) {
    Stock seen(double price) {
      return new Stock(price, Math.max(price, highest));
    }
  }

  public record NewHigh(String symbol, double price) {}

  static final Step<Tick, Stock, NewHigh> LATEST_PRICE =
      Step.named("latest-price")
          .in(Tick.class)
          .state(Stock.class, () -> new Stock(0, -Double.MAX_VALUE))
          .out(NewHigh.class)
          .on(
              Tick.class,
              (stock, tick, ctx) -> {
                var next = ctx.become(stock.seen(tick.price()));
                return tick.price() > stock.highest()
                    ? next.emit(new NewHigh(ctx.key(), tick.price()))
                    : next;
              });

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("ticks", Codec.json(Tick.class))
                .from(FileSource.resource(StockPrices.class, "trades.jsonl"))
                .generatedBy(new RandomTicks()))
        .keyBy(Tick::symbol)
        .step(LATEST_PRICE)
        .to(Sink.named("new-highs", Codec.json(NewHigh.class)).into(ConsoleSink.stdout()));
  }
  // #endregion
}

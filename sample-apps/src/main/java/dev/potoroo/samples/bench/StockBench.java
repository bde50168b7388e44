package dev.potoroo.samples.bench;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;

/** An alert at each new high of a symbol. */
record StockBench(FeedSource trades, Results results, boolean dense) implements Pipeline {

  /** What is known of a symbol. */
  record Stock(double last, double high, long count) {
    static final Stock NEW = new Stock(0, -Double.MAX_VALUE, 0);

    Stock seen(double price) {
      return new Stock(price, Math.max(price, high), count + 1);
    }
  }

  static final Step<Trade, Stock, Alert> PRICE =
      Step.named("price")
          .in(Trade.class)
          .state(Stock.class, () -> Stock.NEW)
          .out(Alert.class)
          .on(
              Trade.class,
              (stock, trade, ctx) -> {
                Stock now = stock.seen(trade.price());
                var next = ctx.become(now);
                return trade.price() > stock.high()
                    ? next.emit(new Alert(ctx.key(), trade.price(), now.count(), trade.ts()))
                    : next;
              });

  static KeyedStream<Trade> bySymbol(Flow flow, FeedSource trades) {
    return flow.from(Source.named("trades", Codec.cbor(Trade.class)).from(trades))
        .keyBy(Trade::symbol);
  }

  @Override
  public void define(Flow flow) {
    bySymbol(flow, trades)
        .step(PRICE.dense(dense))
        .to(Sink.named("alerts", AlertCodec.CODEC).into(results));
  }
}

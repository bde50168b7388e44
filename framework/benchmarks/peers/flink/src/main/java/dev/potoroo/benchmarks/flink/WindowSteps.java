package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** What a window of a symbol does. */
final class WindowSteps {
  private WindowSteps() {}

  /** Adds its trades. */
  static final class Gather implements AggregateFunction<MutableTrade, Stock, Stock> {
    private static final long serialVersionUID = 1;
    private transient @Nullable Counter counter;

    @Override
    public Stock createAccumulator() {
      return new Stock();
    }

    @Override
    public Stock add(MutableTrade trade, Stock stock) {
      boolean unused = stock.seen(trade.price);
      if (counter == null) {
        counter = PeerRun.current().newCounter();
      }
      counter.count();
      return stock;
    }

    @Override
    public Stock getResult(Stock stock) {
      return stock;
    }

    @Override
    public Stock merge(Stock one, Stock other) {
      throw new UnsupportedOperationException("tumbling windows stay as they are");
    }
  }

  /** Gives its symbol, its start, its highest price and how many trades it had. */
  static final class Result
      extends ProcessWindowFunction<Stock, Tuple4<String, Long, Double, Long>, String, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        String symbol,
        Context context,
        Iterable<Stock> one,
        Collector<Tuple4<String, Long, Double, Long>> out) {
      Stock stock = one.iterator().next();
      out.collect(Tuple4.of(symbol, context.window().getStart(), stock.high, stock.count));
    }
  }
}

package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Windows;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.java.tuple.Tuple5;
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

  /**
   * Gives its symbol, its start, its highest price, how many trades it had, and when it was due.
   */
  static final class Result
      extends ProcessWindowFunction<
          Stock, Tuple5<String, Long, Double, Long, Long>, String, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        String symbol,
        Context context,
        Iterable<Stock> one,
        Collector<Tuple5<String, Long, Double, Long, Long>> out) {
      Stock stock = one.iterator().next();
      long due = Windows.due(PeerRun.current().schedule(), context.window().getEnd());
      out.collect(Tuple5.of(symbol, context.window().getStart(), stock.high, stock.count, due));
    }
  }
}

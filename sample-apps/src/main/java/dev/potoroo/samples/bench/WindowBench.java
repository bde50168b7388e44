package dev.potoroo.samples.bench;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import java.time.Instant;

/** The highest price of each symbol, and how many trades it had, in each tumbling window. */
record WindowBench(FeedSource trades, Results results, int symbols) implements Pipeline {
  /** The name of its one step. */
  static final String STEP = "window";

  /** What a window has of a symbol so far. */
  record Summary(double high, long count) {
    static final Summary NONE = new Summary(-Double.MAX_VALUE, 0);

    Summary plus(Trade trade) {
      return new Summary(Math.max(high, trade.price()), count + 1);
    }

    Summary plus(Summary other) {
      return new Summary(Math.max(high, other.high), count + other.count);
    }
  }

  private static final Aggregate<Trade, Summary, Summary> SUMMARY =
      Aggregate.of(Trade.class)
          .into(Summary.class, () -> Summary.NONE)
          .add(Summary::plus)
          .merge(Summary::plus)
          .result(summary -> summary);

  private static Instant time(Trade trade) {
    return Instant.ofEpochMilli(trade.ts());
  }

  private static WindowTotal total(Windowed<Summary> window) {
    Summary summary = window.value();
    return new WindowTotal(
        window.key(), window.start().toEpochMilli(), summary.high(), summary.count());
  }

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("trades", Codec.cbor(Trade.class))
                .from(trades)
                .eventTime(WindowBench::time, Watermark.outOfOrder(Windows.DISORDER)))
        .keyBy(Trade::symbol)
        .window(STEP, Window.tumbling(Windows.size(symbols)), WindowBench::time, SUMMARY)
        .map(WindowBench::total)
        .to(Sink.named("windows", WindowTotal.CODEC).into(results));
  }
}

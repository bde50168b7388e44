package dev.potoroo.samples.bench;

import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Step;
import java.util.List;
import java.util.stream.IntStream;

/** The alerts of {@link StockBench}, counted by sector. */
record SectorBench(FeedSource trades, Results results, boolean dense) implements Pipeline {
  private static final List<String> SECTORS =
      IntStream.range(0, Trades.SECTORS).mapToObj(Integer::toString).toList();

  static final Step<Alert, Long, SectorCount> COUNT =
      Step.named("count")
          .in(Alert.class)
          .state(Long.class, () -> 0L)
          .out(SectorCount.class)
          .on(
              Alert.class,
              (count, alert, ctx) ->
                  ctx.become(count + 1)
                      .emit(new SectorCount(Integer.parseInt(ctx.key()), count + 1, alert.ts())));

  @Override
  public void define(Flow flow) {
    StockBench.bySymbol(flow, trades)
        .step(StockBench.PRICE.dense(dense))
        .keyBy(alert -> SECTORS.get(Trades.sector(alert.symbol())))
        .step(COUNT.dense(dense))
        .to(Sink.named("counts", SectorCount.CODEC).into(results));
  }
}

package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamStage;
import dev.potoroo.benchmarks.Counter;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Trade;
import dev.potoroo.samples.bench.Trades;
import dev.potoroo.samples.bench.Workload;

/** The workloads in the API that most users of Jet write. */
final class PipelineGraph {
  /** Jet has no place of its own for what belongs to one thread. */
  private static final ThreadLocal<Counter> COUNTER =
      ThreadLocal.withInitial(() -> PeerRun.current().newCounter());

  private PipelineGraph() {}

  static Pipeline of(Workload workload, int parallelism) {
    Pipeline pipeline = Pipeline.create();
    StreamStage<Object> records =
        pipeline
            .readFrom(
                Sources.<Object>streamFromProcessor(
                    "feed", ProcessorMetaSupplier.of(parallelism, FeedProcessor::new)))
            .withoutTimestamps()
            .setLocalParallelism(parallelism);
    StreamStage<?> results =
        switch (workload) {
          case W2 -> words(records, parallelism);
          case W3 -> sectors(records, parallelism);
          default -> alerts(records, parallelism);
        };
    results
        .writeTo(
            Sinks.fromProcessor("sink", ProcessorMetaSupplier.of(parallelism, new TallySupplier())))
        .setLocalParallelism(parallelism);
    return pipeline;
  }

  /** With nothing between source and step: by default Jet keeps no order there. */
  static StreamStage<Alert> alerts(StreamStage<Object> trades, int parallelism) {
    return trades
        .groupingKey(record -> ((Trade) record).symbol())
        .<Stock, Alert>mapStateful(
            Stock::new,
            (stock, symbol, record) -> {
              Trade trade = (Trade) record;
              COUNTER.get().count();
              return stock.seen(trade.price())
                  ? new Alert(symbol, trade.price(), stock.count, trade.ts())
                  : null;
            })
        .setLocalParallelism(parallelism);
  }

  private static StreamStage<?> sectors(StreamStage<Object> trades, int parallelism) {
    return alerts(trades, parallelism)
        .groupingKey(alert -> Trades.sector(alert.symbol()))
        .<Count, Counted>mapStateful(
            Count::new, (count, sector, alert) -> new Counted(sector, count.oneMore(), alert.ts()))
        .setLocalParallelism(parallelism);
  }

  private static StreamStage<?> words(StreamStage<Object> records, int parallelism) {
    return records
        .flatMap(line -> WordsProcessor.words((String) line))
        .setLocalParallelism(parallelism)
        .groupingKey(word -> word)
        .<Count, Counted>mapStateful(
            Count::new,
            (count, key, word) -> {
              COUNTER.get().count();
              return new Counted(key, count.oneMore(), 0);
            })
        .setLocalParallelism(parallelism);
  }
}

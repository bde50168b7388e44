package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.kafka.KafkaSink;
import dev.potoroo.connector.kafka.KafkaSource;
import dev.potoroo.samples.StockPrices.NewHigh;
import dev.potoroo.samples.StockPrices.Tick;

/** {@link StockPrices} from topic to topic: {@code ticks} and {@code new-highs}, by symbol. */
public final class KafkaStockPrices implements Pipeline {
  // #region pipeline
  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("ticks", Codec.json(Tick.class))
                .from(KafkaSource.topics("ticks").servers("localhost:9092")))
        .keyBy(Tick::symbol)
        .step(StockPrices.LATEST_PRICE)
        .to(
            Sink.named("new-highs", Codec.json(NewHigh.class))
                .keyBy(NewHigh::symbol)
                .into(KafkaSink.topic("new-highs").servers("localhost:9092")));
  }
  // #endregion
}

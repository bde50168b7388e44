package dev.potoroo.samples.bench;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.kafka.KafkaRecord;
import dev.potoroo.connector.kafka.KafkaSink;
import dev.potoroo.connector.kafka.KafkaSource;
import dev.potoroo.samples.bench.TopicBytes.Quote;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;

/** {@link StockBench} from topic to topic. */
final class TopicBench implements Pipeline {
  private static final Codec<Quote> QUOTE = Codec.of(TopicBytes::quote, TopicBytes::of);

  /** Goes out only. */
  private static final Codec<Alert> ALERT =
      Codec.of(
          bytes -> {
            throw new UnsupportedOperationException("an alert is not read without its key");
          },
          TopicBytes::of);

  /** So that each split has cache lines of its own. */
  private static final int APART = 16;

  private final Topics topics;
  private final boolean dense;
  private final AtomicLongArray read = new AtomicLongArray(Keys.SPLITS * APART);

  TopicBench(Topics topics, boolean dense) {
    this.topics = topics;
    this.dense = dense;
  }

  /** How many records of each split have been read. */
  long[] records() {
    long[] records = new long[Keys.SPLITS];
    for (int split = 0; split < records.length; split++) {
      records[split] = read.get(split * APART);
    }
    return records;
  }

  /** Notes how far its split has been read, which is one partition: records come in order. */
  private Trade trade(KafkaRecord<Quote> record) {
    String symbol = record.keyText().orElseThrow();
    Quote quote = Objects.requireNonNull(record.value(), "value");
    read.setRelease(Trades.split(symbol) * APART, quote.ts() + 1);
    return new Trade(symbol, quote.price(), quote.ts());
  }

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("trades", KafkaRecord.codec(QUOTE))
                .from(
                    KafkaSource.topics(topics.trades())
                        .servers(topics.address())
                        .client(Topics.READING)))
        .map(this::trade)
        .keyBy(Trade::symbol)
        .step(StockBench.PRICE.dense(dense))
        .to(
            Sink.named("alerts", ALERT)
                .keyBy(Alert::symbol)
                .into(
                    KafkaSink.topic(topics.alerts())
                        .servers(topics.address())
                        .client(Topics.WRITING)));
  }
}

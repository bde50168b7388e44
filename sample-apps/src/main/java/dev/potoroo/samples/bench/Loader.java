package dev.potoroo.samples.bench;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a workload's records to its topic: the partition is the split, so each key is in one. */
public final class Loader implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 50_000;

  private final String topic;
  private final long perSplit;
  private final Feed<?> feed;
  private final Producer<byte[], byte[]> producer;
  private volatile @Nullable Exception failure;

  /** Writes nothing by itself. */
  public Loader(Topics topics, BenchOptions options, Feed<?> feed) {
    this.topic = topics.trades();
    this.perSplit = topics.perSplit();
    this.feed = feed;
    boolean scheduled = options.rate > 0;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                topics.address(),
                "linger.ms",
                scheduled ? "1" : "50",
                "batch.size",
                scheduled ? "65536" : "524288",
                "buffer.memory",
                "134217728"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** All records that the run needs, as fast as possible. */
  public void fill() {
    for (long n = 0; n < perSplit; n++) {
      for (int split = 0; split < Keys.SPLITS; split++) {
        send(split, n, n);
      }
    }
    producer.flush();
    requireNoFailure();
  }

  /** Each record when it is due, until the run ends. */
  public void bySchedule(Schedule schedule, BooleanSupplier ended) {
    for (long n = 0; !ended.getAsBoolean(); n++) {
      for (int split = 0; split < Keys.SPLITS; split++) {
        long due = schedule.due(split, n);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(LONGEST_WAIT_NANOS);
        }
        send(split, n, due);
      }
      requireNoFailure();
    }
  }

  private void requireNoFailure() {
    Exception first = failure;
    if (first != null) {
      throw new IllegalStateException(
          "records could not be written to [" + topic + "]: " + first, first);
    }
  }

  private void send(int split, long n, long due) {
    Object record = feed.record(split, n, due);
    Future<RecordMetadata> unused =
        producer.send(
            record instanceof Trade trade
                ? new ProducerRecord<>(
                    topic,
                    split,
                    TopicBytes.of(trade.symbol()),
                    TopicBytes.of(new TopicBytes.Quote(trade.price(), due)))
                : new ProducerRecord<>(topic, split, null, TopicBytes.of(((Line) record).text())),
            (written, failed) -> {
              if (failed != null && failure == null) {
                failure = failed;
              }
            });
  }

  @Override
  public void close() {
    producer.close();
  }
}

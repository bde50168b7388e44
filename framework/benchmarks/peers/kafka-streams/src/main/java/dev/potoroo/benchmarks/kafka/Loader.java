package dev.potoroo.benchmarks.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Keys;
import dev.potoroo.samples.bench.Line;
import dev.potoroo.samples.bench.Schedule;
import dev.potoroo.samples.bench.Trade;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the workload's records to a topic: the partition is the split, so each key is in one. */
final class Loader implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 50_000;

  private final PeerRun run;
  private final String topic;
  private final Producer<byte[], byte[]> producer;

  Loader(PeerRun run, String topic, String address) {
    this.run = run;
    this.topic = topic;
    boolean scheduled = run.options().rate > 0;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                address,
                "linger.ms",
                scheduled ? "1" : "50",
                "batch.size",
                scheduled ? "65536" : "524288",
                "buffer.memory",
                "134217728"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** As many records of each split, as fast as possible. */
  void fill(long perSplit) {
    for (long n = 0; n < perSplit; n++) {
      for (int split = 0; split < Keys.SPLITS; split++) {
        send(split, n, n);
      }
    }
    producer.flush();
  }

  /** Each record when it is due, until the run ends. */
  void bySchedule() {
    Schedule schedule = run.schedule();
    for (long n = 0; !run.ending(); n++) {
      for (int split = 0; split < Keys.SPLITS; split++) {
        long due = schedule.due(split, n);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(LONGEST_WAIT_NANOS);
        }
        send(split, n, due);
      }
    }
  }

  private void send(int split, long n, long due) {
    Object record = run.feed().record(split, n, due);
    Future<RecordMetadata> unused =
        producer.send(
            record instanceof Trade trade
                ? new ProducerRecord<>(
                    topic,
                    split,
                    trade.symbol().getBytes(ISO_8859_1),
                    Formats.QUOTE
                        .serializer()
                        .serialize(topic, new Formats.Quote(trade.price(), due)))
                : new ProducerRecord<>(
                    topic, split, null, ((Line) record).text().getBytes(ISO_8859_1)),
            (written, failure) -> {
              if (failure != null) {
                run.fail(failure);
              }
            });
  }

  @Override
  public void close() {
    producer.close();
  }
}

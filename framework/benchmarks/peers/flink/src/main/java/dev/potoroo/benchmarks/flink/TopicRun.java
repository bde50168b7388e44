package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Loader;
import dev.potoroo.samples.bench.TopicBytes;
import dev.potoroo.samples.bench.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** From topic to topic by Flink's connector. */
final class TopicRun {
  private static final long LOOK_MILLIS = 50;

  /** Longer than any run, and as long as brokers allow. */
  private static final String LONGEST_TRANSACTION_MILLIS = "900000";

  private TopicRun() {}

  /** Runs it until the run ends, and what has been read by then has been written. */
  static void execute(StreamExecutionEnvironment env, PeerRun run, Path directory)
      throws Exception {
    try (Topics topics = Topics.make(run.options())) {
      try (Loader loader = new Loader(topics, run.options(), run.feed())) {
        loader.fill();
      }
      FlinkPeer.alerts(env, source(topics), new Steps.CommittingPrice())
          .sinkTo(sink(topics, run.options().rounds > 0))
          .uid("sink");
      JobClient job = env.executeAsync("bench");
      while (!run.ending()) {
        if (job.getJobExecutionResult().isDone()) {
          throw new IllegalStateException(
              "the job has ended by itself: " + job.getJobExecutionResult().get());
        }
        Thread.sleep(LOOK_MILLIS);
      }
      // Nothing is read any more before all that has been read is committed.
      String unused =
          job.stopWithSavepoint(
                  false,
                  directory.resolve("savepoint").toUri().toString(),
                  SavepointFormatType.NATIVE)
              .get();
      job.getJobExecutionResult().get();
      topics.fault(run.given()).ifPresent(run::spoil);
      topics.count(run.newTally());
    }
  }

  private static KafkaSource<MutableTrade> source(Topics topics) {
    return KafkaSource.<MutableTrade>builder()
        .setBootstrapServers(topics.address())
        .setTopics(topics.trades())
        .setGroupId(topics.id())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new Trades())
        .setProperties(properties(Topics.READING))
        .build();
  }

  private static KafkaSink<Alert> sink(Topics topics, boolean exactlyOnce) {
    String topic = topics.alerts();
    KafkaRecordSerializationSchema<Alert> toRecord =
        (alert, context, timestamp) ->
            new ProducerRecord<>(topic, TopicBytes.of(alert.symbol()), TopicBytes.of(alert));
    return KafkaSink.<Alert>builder()
        .setBootstrapServers(topics.address())
        .setRecordSerializer(toRecord)
        .setKafkaProducerConfig(properties(Topics.WRITING))
        .setProperty("linger.ms", "100")
        .setProperty("transaction.timeout.ms", LONGEST_TRANSACTION_MILLIS)
        .setTransactionalIdPrefix(topics.id())
        .setDeliveryGuarantee(
            exactlyOnce ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  private static Properties properties(Map<String, String> all) {
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  /** Fills one trade again and again. */
  private static final class Trades implements KafkaRecordDeserializationSchema<MutableTrade> {
    private static final long serialVersionUID = 1;
    private final MutableTrade trade = new MutableTrade();

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<MutableTrade> out) {
      TopicBytes.Quote quote = TopicBytes.quote(record.value());
      trade.set(TopicBytes.text(record.key()), quote.price(), quote.ts());
      PeerRun.current().ends(record.partition(), record.offset() + 1);
      out.collect(trade);
    }

    @Override
    public TypeInformation<MutableTrade> getProducedType() {
      return CompactType.TRADE;
    }
  }
}

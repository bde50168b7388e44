package dev.potoroo.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.testkit.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Reads the texts in a topic that are committed; while it waits, each of them once. */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, List<String>> byKey = new TreeMap<>();
  private int count;

  private TopicReader(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  static TopicReader of(TestKafka kafka, String topic) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.address(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return new TopicReader(consumer);
  }

  /** All there is in a topic, by key; texts of a key are in the order in which they are there. */
  static Map<String, List<String>> byKey(TestKafka kafka, String topic) {
    try (TopicReader reader = of(kafka, topic)) {
      return reader.byKey();
    }
  }

  /** Waits until as many as that are there. */
  static void await(TestKafka kafka, String topic, int wanted, long seed, Duration patience) {
    try (TopicReader reader = of(kafka, topic)) {
      Awaitility.await("[" + wanted + "] records in [" + topic + "], seed " + seed)
          .atMost(patience)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> reader.count() >= wanted);
    }
  }

  private int count() {
    read();
    return count;
  }

  private Map<String, List<String>> byKey() {
    read();
    return byKey;
  }

  private void read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(end -> isBefore(end.getKey(), end.getValue()))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        byKey
            .computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
            .add(new String(record.value(), UTF_8));
        count++;
      }
    }
  }

  private boolean isBefore(TopicPartition partition, long end) {
    return consumer.position(partition) < end;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

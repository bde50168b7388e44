package dev.potoroo.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.testkit.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is in a topic. */
final class Topics {
  private Topics() {}

  /** What is committed, by key: texts, those of a key in the order in which they are there. */
  static Map<String, List<String>> byKey(TestKafka kafka, String topic) {
    Map<String, List<String>> texts = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.committed(topic)) {
      texts
          .computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
          .add(new String(record.value(), UTF_8));
    }
    return texts;
  }
}

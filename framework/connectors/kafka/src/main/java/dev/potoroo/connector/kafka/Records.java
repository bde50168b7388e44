package dev.potoroo.connector.kafka;

import dev.potoroo.connector.SinkRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Records of Kafka from ours. */
final class Records {
  private Records() {}

  /**
   * What to send to a topic.
   *
   * @param whole whether it is a whole record; else it is a value
   */
  static ProducerRecord<byte[], byte[]> outgoing(String topic, SinkRecord record, boolean whole)
      throws IOException {
    if (!whole) {
      return new ProducerRecord<>(topic, bytes(record.key()), record.value());
    }
    KafkaRecord<byte[]> opened = Envelope.open(record.value());
    byte[] key = opened.key() == null ? bytes(record.key()) : opened.key();
    Long timestamp = opened.timestamp() == KafkaRecord.NOW ? null : opened.timestamp();
    List<Header> headers = new ArrayList<>();
    for (KafkaRecord.Header header : opened.headers()) {
      headers.add(new RecordHeader(header.name(), header.value()));
    }
    return new ProducerRecord<>(topic, null, timestamp, key, opened.value(), headers);
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}

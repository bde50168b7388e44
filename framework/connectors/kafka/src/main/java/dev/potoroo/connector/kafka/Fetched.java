package dev.potoroo.connector.kafka;

import dev.potoroo.Codec;
import dev.potoroo.connector.RawRecord;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A whole record as Kafka's client has it.
 *
 * @param record what that has read
 */
record Fetched(ConsumerRecord<byte[], byte[]> record) implements RawRecord {

  /** Of key and value. */
  @Override
  public int size() {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  @Override
  public byte[] bytes() {
    return Envelope.of(
        new KafkaRecord<>(record.key(), record.value(), headers(), record.timestamp()));
  }

  /** The record with its value decoded. */
  <V> KafkaRecord<V> decode(Codec<V> values) throws Exception {
    byte[] value = record.value();
    return new KafkaRecord<>(
        record.key(), value == null ? null : values.decode(value), headers(), record.timestamp());
  }

  private List<KafkaRecord.Header> headers() {
    Header[] all = record.headers().toArray();
    if (all.length == 0) {
      return List.of();
    }
    return Stream.of(all).map(h -> new KafkaRecord.Header(h.key(), h.value())).toList();
  }
}

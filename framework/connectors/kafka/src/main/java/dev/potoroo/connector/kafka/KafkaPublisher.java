package dev.potoroo.connector.kafka;

import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.fault.FaultPoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Publishes rounds in transactions. The marker is the offset that a consumer group has committed
 * for the topic's first partition: the round is the offset, the lineage its metadata.
 *
 * <p>A publisher that has been replaced cannot commit: Kafka gives each transactional producer that
 * begins with an id a new epoch, and refuses those of older ones.
 */
final class KafkaPublisher implements RoundPublisher {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration RENEWAL = Duration.ofHours(1);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final String topic;
  private final Clients clients;
  private final String id;
  private final boolean whole;
  private final TopicPartition markerAt;
  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable Consumer<byte[], byte[]> group;

  /**
   * Makes one, without asking a broker.
   *
   * @param id of the transactions, and of the group
   * @param whole whether records are whole ones
   */
  KafkaPublisher(String topic, Clients clients, String id, boolean whole) {
    this.topic = topic;
    this.clients = clients;
    this.id = id;
    this.whole = whole;
    this.markerAt = new TopicPartition(topic, 0);
  }

  /** Kafka forgets an offset, and an id of transactions, that nobody has used for days. */
  @Override
  public Optional<Duration> renewal() {
    return Optional.of(RENEWAL);
  }

  @Override
  public Optional<RoundMarker> takeOver() throws Exception {
    close();
    try {
      Producer<byte[], byte[]> opened = clients.transactional(id);
      producer = opened;
      opened.initTransactions();
      // Waits for the outcome of a transaction that is just being committed.
      Consumer<byte[], byte[]> ofGroup = clients.consumer(id, true);
      group = ofGroup;
      OffsetAndMetadata offset = ofGroup.committed(Set.of(markerAt), PATIENCE).get(markerAt);
      return Optional.ofNullable(offset).map(o -> new RoundMarker(o.metadata(), o.offset()));
    } catch (KafkaException e) {
      throw Errors.ofProducer("transactions [" + id + "] at " + clients.where(), e);
    }
  }

  @Override
  public void publish(RoundMarker marker, List<SinkRecord> records) throws Exception {
    Producer<byte[], byte[]> open = producer;
    Consumer<byte[], byte[]> ofGroup = group;
    if (open == null || ofGroup == null) {
      throw new IllegalStateException("publish before takeOver");
    }
    try {
      open.beginTransaction();
      Sending sending = new Sending(open);
      for (SinkRecord record : records) {
        sending.send(Records.outgoing(topic, record, whole));
      }
      open.sendOffsetsToTransaction(
          Map.of(markerAt, new OffsetAndMetadata(marker.round(), marker.lineage())),
          ofGroup.groupMetadata());
      FaultPoint.PUBLISH_MIDDLE.reached();
      open.commitTransaction();
    } catch (KafkaException e) {
      throw Errors.ofProducer("round [" + marker.round() + "] to topic [" + topic + "]", e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      // What it has begun is aborted by the next one.
      producer.close(Duration.ZERO);
      producer = null;
    }
    if (group != null) {
      group.close(CloseOptions.timeout(CLOSING));
      group = null;
    }
  }
}

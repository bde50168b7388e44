package dev.potoroo.connector.kafka;

import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends records at once; those that Kafka has not confirmed are waited for in a flush. */
final class KafkaWriter implements SinkWriter {
  private static final long BETWEEN_LOOKS_MILLIS = 1000;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final String topic;
  private final boolean whole;
  private final Producer<byte[], byte[]> producer;
  private final Connections connections;
  private final Reach reach;
  private final Object lock = new Object();
  private long unconfirmed;
  private @Nullable Exception failure;
  private volatile @Nullable Thread writing;
  private @Nullable Exception refusal;

  /**
   * Opens one, without waiting for a broker.
   *
   * @param whole whether records are whole ones
   */
  KafkaWriter(String topic, Clients clients, boolean whole, Reach reach) {
    this.topic = topic;
    this.whole = whole;
    this.reach = reach;
    this.producer = clients.plain();
    this.connections = new Connections(producer.metrics(), reach);
  }

  @Override
  public void write(byte[] record) throws Exception {
    write(null, record);
  }

  @Override
  public void write(@Nullable String key, byte[] record) throws Exception {
    ProducerRecord<byte[], byte[]> outgoing =
        Records.outgoing(topic, new SinkRecord(key, record), whole);
    while (!taken(outgoing)) {
      requireNoFailure();
    }
  }

  /** Whether the producer has taken it: its memory may be full, or it may not know the topic. */
  private boolean taken(ProducerRecord<byte[], byte[]> record) throws Exception {
    refusal = null;
    writing = Thread.currentThread();
    count(1);
    try {
      var unused = producer.send(record, (metadata, e) -> confirmed(e));
    } catch (KafkaException e) {
      count(-1);
      throw failed(e);
    } finally {
      writing = null;
    }
    if (refusal == null) {
      return true;
    }
    if (!(refusal instanceof TimeoutException)) {
      throw failed(refusal);
    }
    reach.lost(Errors.text(refusal));
    return false;
  }

  private void count(int change) {
    synchronized (lock) {
      unconfirmed += change;
      lock.notifyAll();
    }
  }

  /** Told in the producer's thread; in the writing one if the producer does not take it at all. */
  private void confirmed(@Nullable Exception e) {
    synchronized (lock) {
      if (Thread.currentThread() == writing) {
        refusal = e;
      } else if (e != null && failure == null) {
        failure = e;
      }
      unconfirmed--;
      lock.notifyAll();
    }
  }

  private void requireNoFailure() throws Exception {
    synchronized (lock) {
      if (failure != null) {
        throw failed(failure);
      }
    }
  }

  private IOException failed(Exception e) {
    return Errors.hopeless("a record could not be sent to topic [" + topic + "]", e);
  }

  @Override
  public void flush() throws Exception {
    synchronized (lock) {
      while (unconfirmed > 0) {
        lock.wait(BETWEEN_LOOKS_MILLIS);
        connections.look(unconfirmed > 0);
      }
    }
    requireNoFailure();
  }

  @Override
  public void close() throws Exception {
    try (AutoCloseable closes = () -> producer.close(CLOSING)) {
      flush();
    }
  }
}

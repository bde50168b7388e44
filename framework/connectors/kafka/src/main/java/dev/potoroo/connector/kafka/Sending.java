package dev.potoroo.connector.kafka;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Sends the records of a transaction, and waits now and then for those sent before. A producer has
 * several small objects for each record that is not confirmed; with all of a large round they would
 * live long enough to be copied by the garbage collector again and again.
 */
final class Sending {
  /** Records between two that are waited for, and how many such stretches may be unconfirmed. */
  private static final int STRETCH = 4096;

  private static final int STRETCHES = 8;

  /** Where records of many partitions wait for others (linger.ms), it is not known for how long. */
  private static final long PATIENCE_MILLIS = 20;

  private final Producer<byte[], byte[]> producer;
  private final ArrayDeque<Future<RecordMetadata>> unconfirmed = new ArrayDeque<>();
  private int sent;

  Sending(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Begins to send one; the commit fails if one could not be sent. What fails at once is thrown: to
   * know nothing of the topic takes a producer its whole patience, for each record anew.
   */
  void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
    Future<RecordMetadata> future = producer.send(record);
    if (future.isDone()) {
      requireSent(future);
    }
    if (++sent % STRETCH == 0) {
      unconfirmed.add(future);
      if (unconfirmed.size() > STRETCHES) {
        await(unconfirmed.remove());
      }
    }
  }

  private void await(Future<RecordMetadata> future) throws InterruptedException {
    try {
      var unused = future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      producer.flush();
      requireSent(future);
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  private static void requireSent(Future<RecordMetadata> future) throws InterruptedException {
    try {
      var unused = future.get();
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  private static KafkaException failed(ExecutionException e) {
    return new KafkaException("a record could not be sent", e.getCause());
  }
}

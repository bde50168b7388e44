package dev.potoroo.connector.kafka;

import dev.potoroo.connector.SourceContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/** Finds where reading a partition begins; waits until a broker says so. */
final class Begin {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Reach reach;

  Begin(Consumer<byte[], byte[]> consumer, TopicPartition partition, Reach reach) {
    this.consumer = consumer;
    this.partition = partition;
    this.reach = reach;
  }

  private interface Question {
    long ask();
  }

  long position(SourceContext context, Start start) throws IOException {
    return switch (context.start()) {
      case RESUMED -> context.startPosition();
      case ADDED -> first();
      case FIRST -> ask(() -> chosen(start));
    };
  }

  private long chosen(Start start) {
    if (start instanceof Start.Latest) {
      return latest();
    } else if (start instanceof Start.At at) {
      Map<TopicPartition, OffsetAndTimestamp> found =
          consumer.offsetsForTimes(Map.of(partition, at.time().toEpochMilli()), PATIENCE);
      OffsetAndTimestamp offset = found.get(partition);
      return offset == null ? latest() : offset.offset();
    } else if (start instanceof Start.OfGroup) {
      OffsetAndMetadata offset = consumer.committed(Set.of(partition), PATIENCE).get(partition);
      return Optional.ofNullable(offset).map(OffsetAndMetadata::offset).orElseGet(this::earliest);
    }
    return earliest();
  }

  private long earliest() {
    return of(consumer.beginningOffsets(Set.of(partition), PATIENCE));
  }

  private long latest() {
    return of(consumer.endOffsets(Set.of(partition), PATIENCE));
  }

  private long of(Map<TopicPartition, Long> offsets) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  /** The offset of the oldest record. */
  long first() throws IOException {
    return ask(this::earliest);
  }

  /** The offset of the next record. */
  long end() throws IOException {
    return ask(this::latest);
  }

  private long ask(Question question) throws IOException {
    while (true) {
      try {
        long answer = question.ask();
        reach.found();
        return answer;
      } catch (RetriableException e) {
        reach.lost("no broker answers");
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        throw Errors.hopeless("where to begin partition [" + partition + "] is not known", e);
      }
    }
  }
}

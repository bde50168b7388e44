package dev.potoroo.connector.kafka;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one partition. The position after a record is the offset of the next one. */
final class KafkaReader implements SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
  private static final Duration WAIT = Duration.ofMillis(50);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final byte[] NONE = {};

  private final SourceContext context;
  private final KafkaSource.Settings settings;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Connections connections;
  private final Reach reach;
  private final Begin begin;
  private final boolean whole;
  private final long start;
  private Iterator<ConsumerRecord<byte[], byte[]>> fetched = Collections.emptyIterator();
  private long fetchedLeft;

  private KafkaReader(
      SourceContext context,
      KafkaSource.Settings settings,
      Consumer<byte[], byte[]> consumer,
      Reach reach)
      throws Exception {
    this.context = context;
    this.settings = settings;
    this.consumer = consumer;
    this.partition = Partitions.parse(context.partition());
    this.reach = reach;
    this.connections = new Connections(consumer.metrics(), reach);
    this.whole = context.codec().equals(KafkaRecord.CODEC);
    consumer.assign(Set.of(partition));
    this.begin = new Begin(consumer, partition, reach);
    this.start = begin.position(context, settings.start());
    consumer.seek(partition, start);
  }

  static KafkaReader open(SourceContext context, KafkaSource.Settings settings, Reach reach)
      throws Exception {
    String group = settings.group().orElse("potoroo." + context.source());
    Consumer<byte[], byte[]> consumer =
        settings.clients().consumer(group, settings.committedOnly());
    try {
      return new KafkaReader(context, settings, consumer, reach);
    } catch (Exception e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw e;
    }
  }

  @Override
  public OptionalLong startsAt() {
    return OptionalLong.of(start);
  }

  @Override
  public Progress poll(RecordBatch batch) throws Exception {
    if (!fetched.hasNext()) {
      fetch();
    }
    boolean any = fetched.hasNext();
    while (!batch.full() && fetched.hasNext()) {
      add(fetched.next(), batch);
      fetchedLeft--;
    }
    return any ? Progress.MORE : Progress.WAITING;
  }

  private void fetch() throws IOException {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
      fetched = records.iterator();
      fetchedLeft = records.count();
      connections.look(records.isEmpty());
    } catch (OffsetOutOfRangeException e) {
      lost(e);
    } catch (RetriableException e) {
      LOG.debug("partition [{}] could not be read, and is tried again", partition, e);
    } catch (KafkaException e) {
      throw Errors.hopeless("partition [" + partition + "] could not be read", e);
    }
  }

  /** The offset to go on at does not exist. */
  private void lost(OffsetOutOfRangeException e) throws IOException {
    long wanted = e.offsetOutOfRangePartitions().getOrDefault(partition, -1L);
    long first = begin.first();
    long end = begin.end();
    String what =
        "partition ["
            + partition
            + "] is to be read from offset ["
            + wanted
            + "], but it has the offsets from ["
            + first
            + "] up to ["
            + end
            + "]: "
            + (wanted < first
                ? "records were deleted before they were read"
                : "the topic was made anew, or lost its last records");
    if (!settings.goOnWhenLost()) {
      throw new IOException(
          what
              + ". Give the pipeline an empty store to begin anew, or set when-lost = continue to go"
              + " on with the oldest record that there is",
          e);
    }
    LOG.warn("source [{}]: {}; reading goes on at [{}]", context.source(), what, first);
    consumer.seek(partition, first);
  }

  private void add(ConsumerRecord<byte[], byte[]> record, RecordBatch batch) {
    long next = record.offset() + 1;
    byte[] value = record.value();
    Fetched fetchedRecord = new Fetched(record);
    int size = fetchedRecord.size();
    if (size > context.maxRecordSize()) {
      byte[] kept = value == null ? NONE : value;
      batch.reject(
          Arrays.copyOf(kept, Math.min(kept.length, context.maxRawSize())),
          size,
          next,
          "too-large",
          "the record has ["
              + size
              + "] bytes, more than potoroo.max-record-size ["
              + context.maxRecordSize()
              + "]");
    } else if (whole) {
      batch.add(fetchedRecord, next);
    } else if (value == null) {
      batch.reject(
          NONE,
          0,
          next,
          "no-value",
          "the record has no value (a tombstone): a source that takes them reads whole records,"
              + " with KafkaRecord.codec");
    } else {
      batch.add(value, next);
    }
  }

  @Override
  public long lag() {
    OptionalLong lag = consumer.currentLag(partition);
    return lag.isPresent() ? lag.getAsLong() + fetchedLeft : -1;
  }

  @Override
  public Optional<String> waitsFor() {
    return reach.waitsFor();
  }

  @Override
  public void committed(long position) {
    consumer.commitAsync(
        Map.of(partition, new OffsetAndMetadata(position)),
        (offsets, e) -> {
          if (e != null) {
            // Only for those who watch; the next one comes soon.
            LOG.debug("the group could not be told of [{}]", offsets, e);
          }
        });
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}

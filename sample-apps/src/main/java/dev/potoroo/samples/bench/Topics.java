package dev.potoroo.samples.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a run reads and writes at a broker: topics of its own, with a partition for each split,
 * which are deleted when it is closed.
 */
public final class Topics implements AutoCloseable {
  /** What readers of them are told, in all systems: to take much at a time. */
  public static final Map<String, String> READING =
      Map.of(
          "fetch.max.bytes",
          "67108864",
          "max.partition.fetch.bytes",
          "4194304",
          "fetch.min.bytes",
          "65536",
          "fetch.max.wait.ms",
          "50",
          "max.poll.records",
          "10000");

  /** What writers to them are told, in all systems. How long records wait, each says itself. */
  public static final Map<String, String> WRITING =
      Map.of("batch.size", "262144", "buffer.memory", "134217728");

  /** More than any system reads in a second of w7. */
  private static final long FILL = 2_500_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final String PATIENCE_MILLIS = "15000";

  private final String address;
  private final long perSplit;
  private final String id = "bench-" + UUID.randomUUID();

  private Topics(BenchOptions options, long otherwise) {
    this.address =
        Objects.requireNonNull(options.kafka, "records come from topics: --kafka says where");
    long perSecond = options.fill > 0 ? options.fill : otherwise;
    this.perSplit = perSecond * (options.warmup + options.seconds) / Keys.SPLITS;
  }

  /** Makes those of w7. */
  public static Topics make(BenchOptions options) throws InterruptedException {
    return make(options, FILL);
  }

  /**
   * Makes them.
   *
   * @param perSecond how many records there are to be for each second, if the options do not say
   */
  public static Topics make(BenchOptions options, long perSecond) throws InterruptedException {
    Topics topics = new Topics(options, perSecond);
    topics.ask(
        admin ->
            admin
                .createTopics(
                    Stream.of(topics.trades(), topics.alerts())
                        .map(name -> new NewTopic(name, Optional.of(Keys.SPLITS), Optional.empty()))
                        .toList())
                .all()
                .get());
    return topics;
  }

  /** What is asked of the broker. */
  private interface Question {
    void ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void ask(Question question) throws InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                address,
                "default.api.timeout.ms",
                PATIENCE_MILLIS,
                "request.timeout.ms",
                PATIENCE_MILLIS))) {
      question.ask(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the broker at [" + address + "] has refused, or is not there: " + e.getCause(), e);
    }
  }

  /** Where they are, {@code host:port}. */
  public String address() {
    return address;
  }

  /**
   * What this run may call at the broker what else it needs there. Topics whose names begin with it
   * and a hyphen are deleted with these two.
   */
  public String id() {
    return id;
  }

  /** The name of what is read. */
  public String trades() {
    return id + "-trades";
  }

  /** The name of what is written. */
  public String alerts() {
    return id + "-alerts";
  }

  /** How many records of each split a run needs. */
  long perSplit() {
    return perSplit;
  }

  /**
   * Why a run says nothing: it had nothing left to read. Empty if it had.
   *
   * @param records how many of each split it has read
   */
  public Optional<String> fault(long[] records) {
    return LongStream.of(records).anyMatch(read -> read >= perSplit)
        ? Optional.of(
            "the topic was read to its end, of ["
                + perSplit * Keys.SPLITS
                + "] records; let --fill be more")
        : Optional.empty();
  }

  /** Counts the alerts that readers of committed transactions see, when the run has ended. */
  public void count(Tally tally) {
    List<TopicPartition> partitions =
        IntStream.range(0, Keys.SPLITS).mapToObj(i -> new TopicPartition(alerts(), i)).toList();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                address,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(Set.copyOf(partitions));
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          Alert alert = TopicBytes.alert(record.key(), record.value());
          tally.alert(alert.symbol(), alert.price(), alert.count(), alert.ts());
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    ask(
        admin -> {
          Set<String> all = admin.listTopics().names().get();
          List<String> own = all.stream().filter(name -> name.startsWith(id + "-")).toList();
          admin.deleteTopics(own).all().get();
        });
  }
}

package dev.potoroo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka broker for tests, controller included, in a JVM of its own on free ports of the loopback
 * address. It can be killed and started again, and ends with {@link #close}, or by itself with the
 * test's process. Needs {@code org.apache.kafka:kafka_2.13} on the class path.
 *
 * <p>Whatever takes longer than 90 seconds fails. For one thread.
 */
public final class TestKafka implements AutoCloseable {
  private final Path directory;
  private final List<String> options;
  private final int port;
  private ChildJvm jvm;

  private TestKafka(Path directory, List<String> options) {
    this.directory = directory;
    this.options = Stream.concat(Stream.of("-Xmx384m"), options.stream()).toList();
    this.port = FreePort.find();
    write(FreePort.find());
    this.jvm = process();
  }

  /**
   * Starts one; returns when it answers.
   *
   * @param directory for all that it keeps; it goes on with what is there
   * @throws IllegalStateException if there is no broker on the class path, or it does not start
   */
  public static TestKafka start(Path directory) {
    return start(directory, List.of());
  }

  /**
   * Starts one that has more to do than in a test, as {@link #start(Path)} does.
   *
   * @param options of its JVM, which otherwise has 384 MB, the serial collector and the compiler
   *     that starts fast: {@code -XX:TieredStopAtLevel=4} is the one that makes fast
   */
  public static TestKafka start(Path directory, List<String> options) {
    if (TestKafka.class.getClassLoader().getResource("kafka/Kafka.class") == null) {
      throw new IllegalStateException(
          "there is no Kafka broker on the class path. Add dependency"
              + " [org.apache.kafka:kafka_2.13] in scope test, of the version of [kafka-clients]");
    }
    TestKafka kafka = new TestKafka(directory, options);
    kafka.awaitAnswer();
    return kafka;
  }

  private Path properties() {
    return directory.resolve("server.properties");
  }

  private void write(int controller) {
    Map<String, Object> properties =
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", 1),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller),
            Map.entry("log.dirs", directory.resolve("log")),
            Map.entry("auto.create.topics.enable", false),
            Map.entry("offsets.topic.num.partitions", 1),
            Map.entry("offsets.topic.replication.factor", 1),
            Map.entry("transaction.state.log.num.partitions", 1),
            Map.entry("transaction.state.log.replication.factor", 1),
            Map.entry("transaction.state.log.min.isr", 1),
            Map.entry("share.coordinator.state.topic.replication.factor", 1),
            Map.entry("share.coordinator.state.topic.min.isr", 1));
    List<String> lines = new ArrayList<>();
    properties.forEach((name, value) -> lines.add(name + "=" + value));
    try {
      Files.createDirectories(directory);
      Files.write(properties(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChildJvm process() {
    return ChildJvm.start(
        "the broker",
        options,
        directory.resolve("server.txt"),
        List.of(
            KafkaMain.class.getName(),
            properties().toString(),
            directory.resolve("log").toString()));
  }

  /** Starts it again after {@link #kill}, on the same port; returns when it answers. */
  public void start() {
    jvm = process();
    awaitAnswer();
  }

  private void awaitAnswer() {
    try {
      boolean unused =
          Patience.until(
              () -> "a broker that answers; it writes to [" + jvm.output() + "]", this::answers);
    } catch (RuntimeException e) {
      jvm.kill();
      throw e;
    }
  }

  private Optional<Boolean> answers() {
    if (!jvm.isAlive()) {
      throw jvm.ended();
    }
    Admin admin = admin();
    try {
      int nodes = admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
      return Optional.of(true).filter(one -> nodes == 1);
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      // Otherwise it would wait for the answer of a broker that may be gone.
      admin.close(Duration.ZERO);
    }
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Ends it as a power failure would; returns when it is gone. */
  public void kill() {
    jvm.kill();
  }

  @Override
  public void close() {
    kill();
  }

  /** A client that asks it; to be closed. */
  public Admin admin() {
    return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address()));
  }

  /** Something asked of the administration. */
  private interface Question<T> {
    T ask(Admin admin) throws Exception;
  }

  private <T> T ask(Question<T> question) {
    try (Admin admin = admin()) {
      return question.ask(admin);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a topic, if it is not there. */
  public void createTopic(String topic, int partitions) {
    boolean there = ask(admin -> admin.listTopics().names().get().contains(topic));
    if (!there) {
      ask(
          admin ->
              admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get());
    }
  }

  /** Gives a topic more partitions. */
  public void growTopic(String topic, int partitions) {
    ask(
        admin ->
            admin
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get());
  }

  /** Deletes the records of a partition before an offset. */
  public void deleteRecords(TopicPartition partition, long before) {
    ask(
        admin ->
            admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all()
                .get());
  }

  /** What a group has committed. */
  public Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    return ask(
        admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
  }

  /** Sends texts with a key. */
  public void send(String topic, String key, List<String> values) {
    send(topic, Map.of(key, values));
  }

  /** Sends values without a key. */
  public void sendBytes(String topic, List<byte[]> values) {
    send(values.stream().map(value -> new ProducerRecord<byte[], byte[]>(topic, value)).toList());
  }

  /** Sends texts by key, those of a key in order. */
  public void send(String topic, Map<String, List<String>> byKey) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    byKey.forEach(
        (key, values) ->
            values.forEach(
                value -> records.add(new ProducerRecord<>(topic, bytes(key), bytes(value)))));
    send(records);
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer = producer()) {
      List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
      producer.flush();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  private Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address(),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            "false",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All records of committed transactions, those of a partition in order. */
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      int count = consumer.partitionsFor(topic).size();
      List<TopicPartition> partitions =
          IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(Set.copyOf(partitions));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      boolean unused =
          Patience.until(
              () -> "the records of topic [" + topic + "]",
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                boolean all =
                    ends.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                return Optional.of(true).filter(one -> all);
              });
      return records;
    }
  }

  /** The values of {@link #committed}, read as UTF-8. */
  public List<String> committedTexts(String topic) {
    return committed(topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }
}

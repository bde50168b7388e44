package dev.potoroo.connector.kafka;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A broker, controller included, in a JVM of its own, which can be killed and started again. */
public final class KafkaServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final int port;
  private Process process;

  private KafkaServer(Path directory) {
    this.directory = directory;
    this.port = freePort();
    write(freePort());
  }

  /** Starts one that keeps everything in {@code directory}; returns when it answers. */
  public static KafkaServer start(Path directory) {
    KafkaServer server = new KafkaServer(directory);
    server.start();
    return server;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Starts it again after {@link #kill}; returns when it answers. */
  public void start() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile="
                + System.getProperty("logback.configurationFile", "none"),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            properties().toString(),
            directory.resolve("log").toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("server.txt").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("a broker that answers; " + directory.resolve("server.txt"))
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("server.txt")));
              }
              try (Admin admin = admin()) {
                return admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).size() == 1;
              }
            });
  }

  /** The process of the broker. */
  public static final class Main {
    private Main() {}

    /** With a file of properties, and the directory that is formatted if it is not there. */
    public static void main(String[] args) {
      if (!Files.exists(Path.of(args[1], "meta.properties"))) {
        int failed =
            StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", args[0]},
                System.out);
        if (failed != 0) {
          System.exit(failed);
        }
      }
      Kafka.main(new String[] {args[0]});
    }
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Ends it as a power failure would; returns when it is gone. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  Clients clients() {
    return new Clients(List.of(address()), Map.of());
  }

  private Admin admin() {
    return clients().admin();
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

  /** Makes a topic. */
  public void createTopic(String topic, int partitions) {
    ask(
        admin ->
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get());
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
  void deleteRecords(TopicPartition partition, long before) {
    ask(
        admin ->
            admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all()
                .get());
  }

  /** What a group has committed. */
  Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    return ask(
        admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
  }

  /** Sends texts with a key. */
  public void send(String topic, String key, List<String> values) {
    send(topic, Map.of(key, values));
  }

  /** Sends values without a key. */
  public void sendBytes(String topic, List<byte[]> values) {
    try (Producer<byte[], byte[]> producer = clients().plain()) {
      values.forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
      producer.flush();
    }
  }

  /** Sends texts by key. */
  public void send(String topic, Map<String, List<String>> byKey) {
    try (Producer<byte[], byte[]> producer = clients().plain()) {
      byKey.forEach(
          (key, values) -> {
            for (String value : values) {
              producer.send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
            }
          });
      producer.flush();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** All records of committed transactions, those of a partition in order. */
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    try (Consumer<byte[], byte[]> consumer = clients().consumer("reader-of-a-test", true)) {
      int count = consumer.partitionsFor(topic).size();
      List<TopicPartition> partitions =
          IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(Set.copyOf(partitions));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
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

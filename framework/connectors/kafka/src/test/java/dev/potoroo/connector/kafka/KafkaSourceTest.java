package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.testkit.TestKafka;
import dev.potoroo.testkit.connector.SourceContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics of a real broker, read. */
@Timeout(180)
class KafkaSourceTest {
  @TempDir private static Path directory;
  private static TestKafka kafka;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start(directory);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Clients clients() {
    return new Clients(List.of(kafka.address()), Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KafkaSource source(String topic) {
    return KafkaSource.topics(topic).servers(kafka.address());
  }

  private static SourceContext context(
      String partition, SourceContext.Start start, long position, String codec) {
    return new SourceContext("in", partition, start, position, codec, 1000, 10);
  }

  private static SourceReader first(KafkaSource source, String partition) throws Exception {
    return source.open(context(partition, SourceContext.Start.FIRST, 0, "lines"));
  }

  private static CollectingBatch read(SourceReader reader, int records) {
    CollectingBatch batch = new CollectingBatch(1000);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              reader.poll(batch);
              return batch.records().size() >= records;
            });
    return batch;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }

  @Test
  void goesOnAtThePositionAfterARecord() throws Exception {
    kafka.createTopic("resumed", 2);
    KafkaSource source = source("resumed");
    assertThat(source.partitions()).containsExactly("resumed-0", "resumed-1");
    kafka.send("resumed", "a", numbers(0, 10));
    String partition = "resumed-" + kafka.committed("resumed").get(0).partition();
    try (SourceReader reader = first(source, partition)) {
      assertThat(reader.startsAt()).hasValue(0);
      CollectingBatch batch = read(reader, 10);
      assertThat(batch.records()).isEqualTo(numbers(0, 10));
      assertThat(batch.positions())
          .isEqualTo(IntStream.rangeClosed(1, 10).mapToObj(i -> (long) i).toList());
      assertThat(reader.lag()).isZero();
    }
    try (SourceReader reader =
        source.open(context(partition, SourceContext.Start.RESUMED, 4, "lines"))) {
      assertThat(read(reader, 6).records()).isEqualTo(numbers(4, 10));
    }
  }

  @Test
  void beginsWhereItIsTold() throws Exception {
    kafka.createTopic("begun", 1);
    kafka.send("begun", "a", numbers(0, 5));
    long middle = kafka.committed("begun").get(4).timestamp() + 1;
    await().until(() -> System.currentTimeMillis() > middle);
    kafka.send("begun", "a", numbers(5, 8));
    KafkaSource source = source("begun").fromGroup("others");
    try (SourceReader reader = first(source, "begun-0")) {
      assertThat(reader.startsAt()).as("a group that has read nothing").hasValue(0);
      reader.committed(3);
    }
    assertThat(kafka.offsets("others").get(new TopicPartition("begun", 0)).offset()).isEqualTo(3);
    try (SourceReader ofGroup = first(source, "begun-0");
        SourceReader latest = first(source("begun").fromLatest(), "begun-0");
        SourceReader at = first(source("begun").from(Instant.ofEpochMilli(middle)), "begun-0");
        SourceReader never =
            first(source("begun").from(Instant.now().plusSeconds(3600)), "begun-0");
        SourceReader added =
            source("begun")
                .fromLatest()
                .open(context("begun-0", SourceContext.Start.ADDED, 0, "lines"))) {
      assertThat(ofGroup.startsAt()).hasValue(3);
      assertThat(latest.startsAt()).hasValue(8);
      assertThat(at.startsAt()).hasValue(5);
      assertThat(never.startsAt()).hasValue(8);
      assertThat(added.startsAt()).as("one that has appeared").hasValue(0);
    }
  }

  @Test
  void readsNothingOfTransactionsThatAreUndone() throws Exception {
    kafka.createTopic("undone", 1);
    try (Producer<byte[], byte[]> producer = clients().transactional("of-a-test")) {
      producer.initTransactions();
      for (String value : List.of("seen", "undone", "seen too")) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("undone", bytes(value)));
        if (value.equals("undone")) {
          producer.flush();
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
    try (SourceReader reader = first(source("undone"), "undone-0");
        SourceReader all = first(source("undone").uncommittedToo(), "undone-0")) {
      assertThat(read(reader, 2).records()).containsExactly("seen", "seen too");
      assertThat(read(all, 3).records()).containsExactly("seen", "undone", "seen too");
    }
  }

  @Test
  void findsTopicsAndPartitionsThatAppear() throws Exception {
    KafkaSource source =
        KafkaSource.matching(Pattern.compile("appears-."))
            .servers(kafka.address())
            .discovering(Duration.ofMillis(100));
    kafka.createTopic("appears-a", 1);
    assertThat(source.partitions()).containsExactly("appears-a-0");
    int number = source.number("appears-a-0");
    kafka.createTopic("appears-b", 1);
    kafka.createTopic("appears-not", 1);
    kafka.growTopic("appears-a", 3);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            source::partitions,
            List.of("appears-a-0", "appears-a-1", "appears-a-2", "appears-b-0")::equals);
    assertThat(source.number("appears-a-0")).isEqualTo(number);
    assertThat(source.number("appears-a-2")).isEqualTo(number + 2);
  }

  @Test
  void doesNotPassOverRecordsThatWereDeletedBeforeTheyWereRead() throws Exception {
    kafka.createTopic("deleted", 1);
    kafka.send("deleted", "a", numbers(0, 10));
    kafka.deleteRecords(new TopicPartition("deleted", 0), 6);
    SourceContext at2 = context("deleted-0", SourceContext.Start.RESUMED, 2, "lines");
    try (SourceReader reader = source("deleted").open(at2)) {
      CollectingBatch batch = new CollectingBatch();
      assertThatThrownBy(
              () -> {
                while (batch.records().isEmpty()) {
                  reader.poll(batch);
                }
              })
          .hasMessageContaining("partition [deleted-0] is to be read from offset [2]")
          .hasMessageContaining("from [6] up to [10]")
          .hasMessageContaining("when-lost = continue");
    }
    try (SourceReader reader = source("deleted").goOnWhenLost().open(at2)) {
      assertThat(read(reader, 4).records()).isEqualTo(numbers(6, 10));
    }
  }

  @Test
  void rejectsWhatHasNoValueAndWhatIsTooLarge() throws Exception {
    kafka.createTopic("rejected", 1);
    try (Producer<byte[], byte[]> producer = clients().plain()) {
      producer.send(new ProducerRecord<>("rejected", bytes("key"), null));
      producer.send(new ProducerRecord<>("rejected", bytes("x".repeat(1001))));
    }
    kafka.send("rejected", "a", List.of("good"));
    try (SourceReader reader = first(source("rejected"), "rejected-0")) {
      CollectingBatch batch = read(reader, 1);
      assertThat(batch.records()).containsExactly("good");
      assertThat(batch.rejected()).hasSize(2);
      assertThat(batch.rejected().get(0).reason()).isEqualTo("no-value");
      assertThat(batch.rejected().get(1).reason()).isEqualTo("too-large");
      assertThat(batch.rejected().get(1).raw()).hasSize(10);
    }
  }

  @Test
  void wholeRecordsComeOutAsTheyWentIn() throws Exception {
    kafka.createTopic("whole", 1);
    Codec<KafkaRecord<String>> codec = KafkaRecord.codec(Codec.lines());
    List<KafkaRecord<String>> records =
        List.of(
            KafkaRecord.of("key", "välue").with("header", "1").with("header", "2"),
            KafkaRecord.tombstone("key"),
            new KafkaRecord<>(null, "", List.of(new KafkaRecord.Header("none", null)), 1234));
    SinkContext context = new SinkContext("out", codec.name(), false, "n", Optional.empty());
    try (SinkWriter writer =
        KafkaSink.topic("whole").servers(kafka.address()).atLeastOnce().open(context)) {
      for (KafkaRecord<String> record : records) {
        writer.write("unused", codec.encode(record));
      }
    }
    List<ConsumerRecord<byte[], byte[]>> sent = kafka.committed("whole");
    assertThat(sent).extracting(r -> r.value() == null).containsExactly(false, true, false);
    assertThat(sent.get(0).headers().lastHeader("header").value()).containsExactly('2');
    try (SourceReader reader =
        source("whole").open(context("whole-0", SourceContext.Start.FIRST, 0, codec.name()))) {
      CollectingBatch batch = read(reader, 3);
      List<byte[]> raw =
          batch.records().stream()
              .map(record -> ((String) record).getBytes(StandardCharsets.ISO_8859_1))
              .toList();
      for (int i = 0; i < records.size(); i++) {
        KafkaRecord<String> got = codec.decode(raw.get(i));
        assertThat(got.value()).isEqualTo(records.get(i).value());
        assertThat(got.headers()).isEqualTo(records.get(i).headers());
        assertThat(got.timestamp()).isPositive();
        assertThat(codec.decode(batch.forms().get(i))).isEqualTo(got);
      }
      KafkaRecord<String> first = codec.decode(raw.get(0));
      assertThat(first.keyText()).contains("key");
      assertThat(first.header("header").orElseThrow().text()).contains("1");
      assertThat(codec.decode(raw.get(2)).keyText()).contains("unused");
      assertThat(codec.decode(raw.get(2)).timestamp()).isEqualTo(1234);
    }
  }

  @Nested
  class Contract extends SourceContract {
    @BeforeAll
    static void fill() {
      kafka.createTopic("contract", 1);
      kafka.send("contract", "a", List.of("1", "2", "x".repeat(MAX_RECORD + 1), "4"));
    }

    @Override
    protected SourceConnector source() {
      return KafkaSourceTest.source("contract");
    }

    @Override
    protected OptionalInt size(String partition) {
      return OptionalInt.of(4);
    }
  }
}

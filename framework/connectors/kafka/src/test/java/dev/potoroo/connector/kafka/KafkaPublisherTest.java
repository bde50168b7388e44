package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
import dev.potoroo.testkit.TestKafka;
import dev.potoroo.testkit.connector.RoundPublisherContract;
import dev.potoroo.testkit.connector.SinkContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rounds in transactions of a real broker. */
class KafkaPublisherTest extends RoundPublisherContract {
  private static final PublisherContext CONTEXT =
      new PublisherContext("pipeline", "sink", 0, "lines");
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

  @Override
  protected void make(String place) {
    kafka.createTopic(place, 1);
  }

  @Override
  protected RoundPublisher publisher(String place, int slot) {
    return KafkaSink.topic(place)
        .servers(kafka.address())
        .transactions("test." + place)
        .publisher(new PublisherContext("pipeline", place, slot, "lines"))
        .orElseThrow();
  }

  @Override
  protected List<String> content(String place) {
    return kafka.committedTexts(place);
  }

  @Test
  void recordsOfAKeyAreInOnePartition() throws Exception {
    kafka.createTopic("keyed", 5);
    try (RoundPublisher publisher = publisher("keyed", 0)) {
      takeOver(publisher);
      List<SinkRecord> records =
          List.of(new SinkRecord("k", record("1")), new SinkRecord("k", record("2")));
      publisher.publish(marker(1), records);
    }
    assertThat(kafka.committed("keyed"))
        .allMatch(record -> new String(record.key()).equals("k"))
        .extracting(record -> record.partition())
        .hasSize(2)
        .containsOnly(kafka.committed("keyed").get(0).partition());
  }

  /** Batches that are not full wait for an hour, and there is no other record to come. */
  @Test
  @Timeout(120)
  void aLargeRoundDoesNotWaitForBatchesToBeFull() throws Exception {
    kafka.createTopic("patient", 3);
    int count = 50_000;
    try (RoundPublisher publisher =
        KafkaSink.topic("patient")
            .servers(kafka.address())
            .client(
                Map.of(
                    "linger.ms", "3600000",
                    "delivery.timeout.ms", "7200000",
                    "batch.size", "4194304",
                    "buffer.memory", "33554432"))
            .publisher(CONTEXT)
            .orElseThrow()) {
      takeOver(publisher);
      publisher.publish(
          marker(1),
          IntStream.range(0, count)
              .mapToObj(i -> new SinkRecord("k" + i, record(String.valueOf(i))))
              .toList());
    }
    assertThat(kafka.committed("patient")).hasSize(count);
  }

  @Test
  void aRecordThatIsTooLargeIsNamedWithTheCure() throws Exception {
    kafka.createTopic("narrow", 1);
    try (RoundPublisher publisher = publisher("narrow", 0)) {
      takeOver(publisher);
      List<SinkRecord> large = List.of(new SinkRecord(null, new byte[2 << 20]));
      assertThatThrownBy(() -> publisher.publish(marker(1), large))
          .hasMessageContaining("topic [narrow]")
          .hasMessageContaining("max.request.size");
      assertThat(takeOver(publisher)).isEmpty();
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNotTakenForARefusal() {
    RoundPublisher publisher =
        KafkaSink.topic("t")
            .servers("127.0.0.1:1")
            .client(Map.of("max.block.ms", "100"))
            .publisher(CONTEXT)
            .orElseThrow();
    assertThatThrownBy(publisher::takeOver)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Nested
  class AtLeastOnce extends SinkContract {
    private static int topics;

    @Override
    protected SinkConnector emptySink() {
      make("plain-" + ++topics);
      return KafkaSink.topic("plain-" + topics).servers(kafka.address()).atLeastOnce();
    }

    @Override
    protected List<String> content(int atLeast) {
      return kafka.committedTexts("plain-" + topics);
    }
  }
}

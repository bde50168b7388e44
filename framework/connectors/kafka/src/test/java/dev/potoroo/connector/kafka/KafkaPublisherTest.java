package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.FencedException;
import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rounds in transactions of a real broker. */
@Timeout(180)
class KafkaPublisherTest {
  private static final String LINEAGE = "a-lineage";
  @TempDir private static Path directory;
  private static KafkaServer kafka;

  @BeforeAll
  static void start() {
    kafka = KafkaServer.start(directory);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static RoundPublisher publisher(String topic, int slot) {
    return KafkaSink.topic(topic)
        .servers(kafka.address())
        .publisher(new PublisherContext("pipeline", topic, slot, "lines"))
        .orElseThrow();
  }

  /** A machine that is busy may not answer at once, as for the runtime. */
  private static Optional<RoundMarker> takeOver(RoundPublisher publisher) throws Exception {
    while (true) {
      try {
        return publisher.takeOver();
      } catch (UnavailableException e) {
        // Again.
      }
    }
  }

  private static RoundMarker marker(long round) {
    return new RoundMarker(LINEAGE, round);
  }

  private static List<SinkRecord> records(long round, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new SinkRecord("key", KafkaServer.bytes(round + "-" + i)))
        .toList();
  }

  private static List<String> texts(int rounds, int count) {
    List<String> texts = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < count; i++) {
        texts.add(round + "-" + i);
      }
    }
    return texts;
  }

  @Test
  void theMarkerSaysWhatWasPublishedInTheSlot() throws Exception {
    kafka.createTopic("marked", 3);
    try (RoundPublisher first = publisher("marked", 0);
        RoundPublisher other = publisher("marked", 1)) {
      assertThat(takeOver(first)).isEmpty();
      first.publish(marker(7), records(7, 3));
      assertThat(takeOver(other)).isEmpty();
      first.publish(marker(9), records(9, 1));
    }
    try (RoundPublisher next = publisher("marked", 0)) {
      assertThat(takeOver(next)).contains(marker(9));
    }
    assertThat(kafka.committed("marked"))
        .hasSize(4)
        .allMatch(record -> new String(record.key()).equals("key"))
        .extracting(record -> record.partition())
        .containsOnly(kafka.committed("marked").get(0).partition());
  }

  @Test
  void whoHasBeenReplacedPublishesNothing() throws Exception {
    kafka.createTopic("replaced", 1);
    try (RoundPublisher zombie = publisher("replaced", 0);
        RoundPublisher next = publisher("replaced", 0)) {
      takeOver(zombie);
      zombie.publish(marker(1), records(1, 2));
      assertThat(takeOver(next)).contains(marker(1));
      assertThatThrownBy(() -> zombie.publish(marker(2), records(2, 2)))
          .isInstanceOf(FencedException.class);
      next.publish(marker(2), records(2, 2));
    }
    assertThat(kafka.committedTexts("replaced")).isEqualTo(texts(2, 2));
  }

  /** Two that believe to be the one publisher, and die at any moment. */
  @Test
  void competingPublishersPublishEachRoundOnceAndInOrder() throws Exception {
    kafka.createTopic("contested", 1);
    int rounds = 20;
    AtomicInteger fenced = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> competing = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      competing.add(
          threads.submit(
              () -> {
                while (!publishSome(rounds, random, fenced)) {
                  // Another life.
                }
                return null;
              }));
    }
    for (Future<?> one : competing) {
      one.get(150, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(kafka.committedTexts("contested")).isEqualTo(texts(rounds, 25));
    assertThat(fenced.get()).isPositive();
  }

  /** Publishes what is missing until it dies; whether all is published. */
  private static boolean publishSome(int rounds, Random random, AtomicInteger fenced)
      throws Exception {
    try (RoundPublisher publisher = publisher("contested", 0)) {
      Optional<RoundMarker> found = publisher.takeOver();
      long last = found.map(RoundMarker::round).orElse(0L);
      for (long round = last + 1; round <= rounds; round++) {
        if (random.nextInt(3) == 0) {
          return false;
        }
        publisher.publish(marker(round), records(round, 25));
      }
      return true;
    } catch (FencedException e) {
      fenced.incrementAndGet();
      return false;
    } catch (UnavailableException e) {
      return false;
    }
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
            .publisher(new PublisherContext("pipeline", "sink", 0, "lines"))
            .orElseThrow();
    assertThatThrownBy(publisher::takeOver)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("127.0.0.1:1");
  }
}

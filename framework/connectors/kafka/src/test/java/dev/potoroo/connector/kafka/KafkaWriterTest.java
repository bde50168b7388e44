package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that are sent at once, while the broker is there, or is not. */
@Timeout(120)
class KafkaWriterTest {
  private static final int RECORDS = 200_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private TestKafka kafka;

  @BeforeEach
  void start() {
    kafka = TestKafka.start(directory.resolve("kafka"));
    kafka.createTopic("out", 1);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private SinkWriter open(Map<String, String> client) {
    return KafkaSink.topic("out")
        .servers(kafka.address())
        .client(client)
        .atLeastOnce()
        .open(new SinkContext("out", "lines", true, "n", Optional.empty()));
  }

  private static List<String> texts() {
    return IntStream.range(0, RECORDS).mapToObj(i -> "record " + i).toList();
  }

  /** Writes all, in another thread; {@code written} tells how many it has. */
  private static CompletableFuture<Void> write(SinkWriter writer, AtomicInteger written) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (String text : texts()) {
              writer.write(text.getBytes(StandardCharsets.UTF_8));
              written.incrementAndGet();
            }
            writer.flush();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void waitsForABrokerThatWasNeverThere() throws Exception {
    kafka.kill();
    try (SinkWriter writer = open(Map.of("max.block.ms", "50"))) {
      AtomicInteger written = new AtomicInteger();
      CompletableFuture<Void> writing = write(writer, written);
      await().during(Duration.ofMillis(500)).until(() -> !writing.isDone() && written.get() == 0);
      kafka.start();
      await().atMost(PATIENCE).until(writing::isDone);
      writing.join();
    }
    assertThat(kafka.committedTexts("out")).isEqualTo(texts());
  }

  @Test
  void waitsWhileTheBrokerIsAwayAndMemoryIsFull() throws Exception {
    try (SinkWriter writer =
        open(Map.of("max.block.ms", "50", "buffer.memory", "40000", "batch.size", "1000"))) {
      AtomicInteger written = new AtomicInteger();
      CompletableFuture<Void> writing = write(writer, written);
      await().pollInterval(Duration.ofMillis(1)).until(() -> written.get() > RECORDS / 100);
      kafka.kill();
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .atMost(PATIENCE)
          .during(Duration.ofSeconds(1))
          .until(written::get, now -> before.getAndSet(now) == now);
      assertThat(writing).isNotDone();
      kafka.start();
      await().atMost(PATIENCE).until(writing::isDone);
      writing.join();
    }
    // What the broker had taken without saying so before it was killed may be there twice.
    assertThat(kafka.committedTexts("out").stream().distinct()).containsExactlyElementsOf(texts());
  }

  @Test
  void saysWhichRecordCannotBeSent() throws Exception {
    try (SinkWriter writer = open(Map.of())) {
      assertThatThrownBy(() -> writer.write(new byte[2 << 20]))
          .hasMessageContaining("topic [out]")
          .hasMessageContaining("max.request.size");
    }
  }
}

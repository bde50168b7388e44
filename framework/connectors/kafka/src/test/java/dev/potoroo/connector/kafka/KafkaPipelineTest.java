package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.service.PipelineService;
import dev.potoroo.testkit.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic, while the broker comes and goes. */
@Timeout(300)
class KafkaPipelineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int KEYS = 7;

  @TempDir private Path directory;
  private TestKafka kafka;

  /** Numbers what comes in, by its first letter. */
  private static final Step<String, Long, String> NUMBER =
      Step.named("number")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              String.class,
              (n, text, ctx) -> ctx.become(n + 1).emit(ctx.key() + " " + (n + 1) + " " + text));

  private static final class Numbers implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("in", Codec.lines()))
          .keyBy(text -> text.substring(0, 1))
          .step(NUMBER)
          .to(Sink.named("out", Codec.lines()).keyBy(text -> text.substring(0, 1)));
    }
  }

  @BeforeEach
  void start() {
    kafka = TestKafka.start(directory.resolve("kafka"));
    kafka.createTopic("in", 2);
    kafka.createTopic("out", 3);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private PipelineService run(String delivery) {
    Map<String, Object> settings =
        Map.of(
            "potoroo.data-dir",
            directory.resolve("data").toString(),
            "potoroo.rounds.interval",
            "100ms",
            "potoroo.bindings.in",
            Map.of(
                "connector",
                "kafka",
                "servers",
                kafka.address(),
                "topic",
                "in",
                "discovery",
                "100ms"),
            "potoroo.bindings.out",
            Map.of(
                "connector",
                "kafka",
                "servers",
                kafka.address(),
                "topic",
                "out",
                "delivery",
                delivery));
    return PipelineService.start(
        new Numbers(),
        ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultReference()).resolve());
  }

  private void send(int from, int to) {
    for (int key = 0; key < KEYS; key++) {
      String letter = String.valueOf((char) ('a' + key));
      kafka.send("in", letter, IntStream.range(from, to).mapToObj(i -> letter + i).toList());
    }
  }

  private Map<String, List<String>> byKey() {
    Map<String, List<String>> all = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : kafka.committed("out")) {
      all.computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), k -> new ArrayList<>())
          .add(new String(record.value(), StandardCharsets.UTF_8));
    }
    return all;
  }

  private static Map<String, List<String>> expected(int count) {
    Map<String, List<String>> all = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      String letter = String.valueOf((char) ('a' + key));
      all.put(
          letter,
          IntStream.range(0, count)
              .mapToObj(i -> letter + " " + (i + 1) + " " + letter + i)
              .toList());
    }
    return all;
  }

  private static long read(PipelineService service) {
    return service.status().toCompletableFuture().join().sources().get(0).records();
  }

  @Test
  void aBrokerThatIsKilledCostsAndRepeatsNothing() {
    try (PipelineService service = run("exactly-once")) {
      send(0, 500);
      await().atMost(PATIENCE).until(() -> read(service) > 500);
      kafka.kill();
      kafka.start();
      send(500, 1000);
      await().atMost(PATIENCE).until(this::byKey, expected(1000)::equals);
      service.stop();
      service.outcome().toCompletableFuture().join();
    }
    try (PipelineService service = run("exactly-once")) {
      send(1000, 1100);
      await().atMost(PATIENCE).until(this::byKey, expected(1100)::equals);
      assertThat(read(service)).as("read by this run").isEqualTo(100 * KEYS);
    }
    // The group is told of what is committed, for those who watch it.
    assertThat(
            kafka.offsets("potoroo.in").values().stream()
                .mapToLong(offset -> offset.offset())
                .sum())
        .isEqualTo(1100 * KEYS);
  }

  @Test
  void readsPartitionsThatAppearWhileItRunsAndSendsAtOnceIfThatSuffices() {
    try (PipelineService service = run("at-least-once")) {
      send(0, 10);
      await().atMost(PATIENCE).until(this::byKey, expected(10)::equals);
      kafka.growTopic("in", 12);
      // Other partitions have these keys now, so their order to what came before is open.
      send(10, 20);
      await().atMost(PATIENCE).until(this::byKey, expected(20)::equals);
      assertThat(read(service)).isEqualTo(20 * KEYS);
    }
  }
}

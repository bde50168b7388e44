package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.testkit.TestKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From topic to topic, while nodes are killed: whoever reads what was committed finds what one
 * thread makes of the input, each record once, those of a key in order. {@code -Dtest.kills} and
 * {@code -Dtest.records} say how often, and of how many records; {@code -Dtest.seed} repeats them.
 */
class KafkaIT {
  private static final int KILLS = Integer.getInteger("test.kills", 5);
  private static final int RECORDS = Integer.getInteger("test.records", 200_000);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SYMBOLS = 500;

  @TempDir private static Path shared;
  private static TestKafka kafka;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final Ticks ticks = new Ticks(random, SYMBOLS);
  private int runs;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start(shared.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private void send(int count) {
    kafka.send("ticks", ticks.next(count));
  }

  private PotorooProcess node(String... options) {
    return run(
        "kafka-stock-prices", Map.of("ticks", "ticks"), Map.of("new-highs", "new-highs"), options);
  }

  /** Runs a pipeline whose sources and sinks, by name, have these topics. */
  private PotorooProcess run(
      String pipeline, Map<String, String> sources, Map<String, String> sinks, String... options) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("data-dir", directory.resolve("data"));
    settings.put("rounds.interval", "100ms");
    Map<String, String> topics = new TreeMap<>(sources);
    topics.putAll(sinks);
    topics.forEach(
        (binding, topic) -> {
          settings.put("bindings." + binding + ".connector", "kafka");
          settings.put("bindings." + binding + ".servers", kafka.address());
          settings.put("bindings." + binding + ".topic", topic);
        });
    sinks.forEach((sink, topic) -> settings.put("bindings." + sink + ".transactions", topic));
    List<String> jvm = new ArrayList<>(List.of("-Xmx384m"));
    jvm.addAll(List.of(options));
    List<String> arguments =
        new ArrayList<>(
            List.of("-jar", Jvm.jar(), "run", pipeline, "--port=0", "--management-port=0"));
    settings.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    return PotorooProcess.start(directory.resolve("run-" + runs++), pipeline, jvm, arguments);
  }

  private void awaitOutput() {
    int wanted = ticks.newHighs().values().stream().mapToInt(List::size).sum();
    TopicReader.await(kafka, "new-highs", wanted, SEED, PATIENCE);
  }

  private static void pause(Duration pause) {
    await().pollDelay(pause).atMost(pause.plusSeconds(60)).until(() -> true);
  }

  @Test
  void diesAtAnyPointOfPublishingAndAtRandom() {
    kafka.createTopic("ticks", 4);
    kafka.createTopic("new-highs", 3);
    send(RECORDS / 4);
    FaultPoint[] points = {
      FaultPoint.SINK_PREPARE_AFTER,
      FaultPoint.COMMIT_AFTER,
      FaultPoint.SINK_COMMIT_BEFORE,
      FaultPoint.PUBLISH_BEFORE,
      FaultPoint.PUBLISH_MIDDLE,
      FaultPoint.PUBLISH_AFTER,
      FaultPoint.SINK_RECOVER_AFTER
    };
    for (FaultPoint point : points) {
      send(1000);
      String dies = "-Ddev.potoroo.fault-point=" + point;
      try (PotorooProcess process = node(dies)) {
        assertThat(process.exitCode()).as("%s: %s", point, process).isEqualTo(137);
      }
    }
    for (int kill = 0; kill < KILLS; kill++) {
      send(RECORDS / 2 / KILLS);
      try (PotorooProcess process = node()) {
        process.management();
        pause(Duration.ofMillis(random.nextInt(1500)));
        assertThat(process.alive()).as("%s", process).isTrue();
      }
    }
    try (PotorooProcess process = node()) {
      send(RECORDS / 4);
      awaitOutput();
      process.terminate().endsCleanly();
    }
    assertThat(TopicReader.byKey(kafka, "new-highs"))
        .as("seed %s", SEED)
        .isEqualTo(ticks.newHighs());
  }

  /** The sample that knows nothing of Kafka, by settings alone. */
  @Test
  void celsiusFromTopicToTopic() throws IOException {
    Path data = Data.folder("celsius");
    kafka.createTopic("celsius", 1);
    kafka.createTopic("fahrenheit", 1);
    kafka.sendBytes("celsius", Data.frames(data.resolve("_test.msg")));
    List<byte[]> expected = Data.frames(data.resolve("_expected.msg"));
    try (PotorooProcess process =
        run("celsius", Map.of("celsius", "celsius"), Map.of("fahrenheit", "fahrenheit"))) {
      await().atMost(PATIENCE).until(() -> kafka.committed("fahrenheit").size() >= expected.size());
      process.terminate().endsCleanly();
    }
    assertThat(kafka.committed("fahrenheit").stream().map(ConsumerRecord::value))
        .containsExactlyElementsOf(expected);
  }
}

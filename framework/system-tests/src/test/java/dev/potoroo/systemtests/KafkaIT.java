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
  private Postgres postgres;
  private int runs;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start(shared.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private void send(String topic, int count) {
    kafka.send(topic, ticks.next(count));
  }

  private PotorooProcess node(String in, String out, Map<String, ?> more, String... options) {
    return run("kafka-stock-prices", Map.of("ticks", in), Map.of("new-highs", out), more, options);
  }

  /** Runs a pipeline whose sources and sinks, by name, have these topics. */
  private PotorooProcess run(
      String pipeline,
      Map<String, String> sources,
      Map<String, String> sinks,
      Map<String, ?> more,
      String... options) {
    Map<String, Object> settings = new TreeMap<>(more);
    settings.putIfAbsent("data-dir", directory.resolve("data"));
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

  private void awaitOutput(String topic) {
    await("the output; seed " + SEED)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> Topics.byKey(kafka, topic), ticks.newHighs()::equals);
  }

  private static void pause(Duration pause) {
    await().pollDelay(pause).atMost(pause.plusSeconds(60)).until(() -> true);
  }

  @Test
  void diesAtAnyPointOfPublishingAndAtRandom() {
    kafka.createTopic("ticks", 4);
    kafka.createTopic("new-highs", 3);
    send("ticks", RECORDS / 4);
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
      send("ticks", 1000);
      String dies = "-Ddev.potoroo.fault-point=" + point;
      try (PotorooProcess process = node("ticks", "new-highs", Map.of(), dies)) {
        assertThat(process.exitCode()).as("%s: %s", point, process).isEqualTo(137);
      }
    }
    for (int kill = 0; kill < KILLS; kill++) {
      send("ticks", RECORDS / 2 / KILLS);
      try (PotorooProcess process = node("ticks", "new-highs", Map.of())) {
        process.management();
        pause(Duration.ofMillis(random.nextInt(1500)));
        assertThat(process.alive()).as("%s", process).isTrue();
      }
    }
    try (PotorooProcess process = node("ticks", "new-highs", Map.of())) {
      send("ticks", RECORDS / 4);
      awaitOutput("new-highs");
      process.terminate().endsCleanly();
    }
    assertThat(Topics.byKey(kafka, "new-highs")).as("seed %s", SEED).isEqualTo(ticks.newHighs());
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
        run(
            "celsius",
            Map.of("celsius", "celsius"),
            Map.of("fahrenheit", "fahrenheit"),
            Map.of())) {
      await().atMost(PATIENCE).until(() -> kafka.committed("fahrenheit").size() >= expected.size());
      process.terminate().endsCleanly();
    }
    assertThat(kafka.committed("fahrenheit").stream().map(ConsumerRecord::value))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void threeNodesOfWhichOneIsKilledGoOn() throws IOException {
    kafka.createTopic("ticks-3", 6);
    kafka.createTopic("new-highs-3", 3);
    postgres = Postgres.start(directory);
    try (PotorooProcess first = nodeOfThree("1", Map.of("cluster.members", 3));
        PotorooProcess second = nodeOfThree("2", seed(first));
        PotorooProcess third = nodeOfThree("3", seed(first))) {
      send("ticks-3", RECORDS / 4);
      second.awaitStatus(status -> Http.sum(status, "sources", "records") > 0);
      third.kill();
      send("ticks-3", RECORDS / 4);
      awaitOutput("new-highs-3");
      long without = generation(first);
      try (PotorooProcess fourth = nodeOfThree("4", seed(first))) {
        await().atMost(PATIENCE).until(() -> generation(first) > without);
        send("ticks-3", RECORDS / 4);
        awaitOutput("new-highs-3");
      }
    } finally {
      postgres.close();
    }
    assertThat(Topics.byKey(kafka, "new-highs-3")).as("seed %s", SEED).isEqualTo(ticks.newHighs());
  }

  private static long generation(PotorooProcess node) {
    return node.rounds().path("generation").asLong();
  }

  private static Map<String, Object> seed(PotorooProcess first) {
    return Map.of("cluster.members", 3, "cluster.seeds.0", first.node());
  }

  private PotorooProcess nodeOfThree(String name, Map<String, Object> cluster) {
    Map<String, Object> settings = new TreeMap<>(cluster);
    settings.putAll(postgres.settings("kafka"));
    settings.put("data-dir", directory.resolve("data-" + name));
    return node("ticks-3", "new-highs-3", settings);
  }
}

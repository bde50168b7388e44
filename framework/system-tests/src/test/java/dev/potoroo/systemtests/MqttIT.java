package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.pekko.Mail;
import dev.potoroo.connector.pekko.Mosquitto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From topics to topics of an MQTT broker, while nodes are killed: each reading counts once,
 * however often the broker sends it, and the alarms are what one thread makes of them, in order;
 * some come again. {@code -Dtest.kills} and {@code -Dtest.records} say how often, and of how many
 * readings; {@code -Dtest.seed} repeats them. Skipped where there is no {@code mosquitto}.
 */
class MqttIT {
  private static final int KILLS = Integer.getInteger("test.kills", 3);
  private static final int RECORDS = Integer.getInteger("test.records", 3_000);
  private static final long SEED = Long.getLong("test.seed", new Random().nextLong());
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SENSORS = 10;

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final Map<String, List<String>> expected = new TreeMap<>();
  private final Map<String, Mail> alarms = new TreeMap<>();
  private Instant time = Instant.parse("2026-03-02T09:00:00Z");
  private Mosquitto broker;
  private Mail sensors;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(Files.createDirectory(directory.resolve("broker")));
    sensors = new Mail(broker.url(), "sensors");
    // From now on the broker keeps what is sent: a stream subscribes at some time after a start.
    new Mail(broker.url(), "sensor-alarms").subscribe("sensors/+/temperature").close();
    for (int i = 0; i < SENSORS; i++) {
      String sensor = "S" + i;
      alarms.put(sensor, new Mail(broker.url(), "alarms-" + i).subscribe("alarms/" + sensor));
      expected.put(sensor, new ArrayList<>());
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (broker == null) {
      return;
    }
    sensors.close();
    for (Mail mail : alarms.values()) {
      mail.close();
    }
    broker.close();
  }

  /** Sends made-up readings, and notes what is to come of them. */
  private void send(int count) throws MqttException {
    for (int i = 0; i < count; i++) {
      String sensor = "S" + random.nextInt(SENSORS);
      double celsius = 60 + random.nextInt(400) / 10.0;
      time = time.plusSeconds(1);
      sensors.send(
          "sensors/" + sensor + "/temperature",
          "{\"celsius\":%s,\"at\":\"%s\"}".formatted(celsius, time));
      List<String> before = expected.get(sensor);
      boolean wasHot = before.size() % 2 == 1;
      if (wasHot ? celsius < 75 : celsius >= 80) {
        before.add(
            "{\"sensor\":\"%s\",\"hot\":%s,\"celsius\":%s,\"at\":\"%s\"}"
                .formatted(sensor, !wasHot, celsius, time));
      }
    }
  }

  private Nodes nodes() {
    return Nodes.of("sensor-alarms", directory)
        .jvm("-Xmx256m", "-Dpotoroo.samples.mqtt=" + broker.url())
        .set("rounds.interval", "100ms");
  }

  /** Each alarm, at the place where it came first. */
  private Map<String, List<String>> came() {
    Map<String, List<String>> came = new TreeMap<>();
    alarms.forEach(
        (sensor, mail) -> came.put(sensor, List.copyOf(new LinkedHashSet<>(mail.received()))));
    return came;
  }

  private void awaitAlarms() {
    await("the alarms; seed " + SEED)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(came()).isEqualTo(expected));
  }

  /** Who comes late is told how it is now. */
  private void assertKnownToLatecomers() throws MqttException {
    List<String> last = expected.values().stream().map(all -> all.get(all.size() - 1)).toList();
    try (Mail late = new Mail(broker.url(), "late").subscribe("alarms/+")) {
      await("what the broker retains; seed " + SEED)
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(late.received()).containsExactlyInAnyOrderElementsOf(last));
    }
  }

  @Test
  void countsEachReadingOnceWhileTheNodeIsKilled() throws MqttException {
    for (int kill = 0; kill < KILLS; kill++) {
      send(RECORDS / 2 / KILLS);
      try (Nodes nodes = nodes().start(1)) {
        nodes.node(0).awaitStatus(status -> Http.sum(status, "sources", "records") > 0);
        send(RECORDS / 4 / KILLS);
        boolean ended = nodes.node(0).endsWithin(Duration.ofMillis(random.nextInt(300)));
        assertThat(ended).as("%s", nodes.node(0)).isFalse();
      }
    }
    try (Nodes nodes = nodes().start(1)) {
      send(RECORDS / 4);
      awaitAlarms();
      assertKnownToLatecomers();
      nodes.stop();
    }
  }

  @Test
  void threeNodesOfWhichOneIsKilledWriteAsOneDoes() throws MqttException, IOException {
    send(RECORDS / 3);
    try (Postgres postgres = Postgres.start(directory);
        Nodes nodes = nodes().setAll(postgres.settings("mqtt")).start(3)) {
      awaitAlarms();
      nodes.node(2).kill();
      send(RECORDS / 3);
      awaitAlarms();
      assertKnownToLatecomers();
    }
  }
}

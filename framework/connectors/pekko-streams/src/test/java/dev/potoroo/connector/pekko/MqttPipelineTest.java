package dev.potoroo.connector.pekko;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.testkit.PipelineRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.pekko.stream.connectors.mqtt.MqttConnectionSettings;
import org.apache.pekko.stream.connectors.mqtt.MqttMessage;
import org.apache.pekko.stream.connectors.mqtt.MqttQoS;
import org.apache.pekko.stream.connectors.mqtt.MqttSubscriptions;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttMessageWithAck;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttSink;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttSource;
import org.apache.pekko.util.ByteString;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From topic to topic of a real broker, through a pipeline on a real node. */
@Timeout(900)
class MqttPipelineTest {
  private static final int EACH = 200;

  /** For a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  @TempDir private Path node;

  /** Writes in capital letters what is said. */
  static final class Capitals implements Pipeline {
    private final String broker;

    Capitals() {
      this(System.getProperty("test.broker", "tcp://127.0.0.1:1883"));
    }

    Capitals(String broker) {
      this.broker = broker;
    }

    @Override
    public void define(Flow flow) {
      MqttConnectionSettings reader =
          MqttConnectionSettings.create(broker, "capitals-in", new MemoryPersistence())
              .withCleanSession(false);
      MqttConnectionSettings writer =
          MqttConnectionSettings.create(broker, "capitals-out", new MemoryPersistence());
      flow.from(
              Source.named("said", Codec.lines())
                  .from(
                      StreamSource.acknowledged(
                          "mqtt said",
                          MqttSource.atLeastOnce(
                              reader,
                              MqttSubscriptions.create("said", MqttQoS.atLeastOnce()),
                              1000),
                          element -> element.message().payload().toArray(),
                          MqttMessageWithAck::ack)))
          .map(String::toUpperCase)
          .to(
              Sink.named("capitals", Codec.lines())
                  .into(
                      StreamSink.of(
                          "mqtt capitals",
                          record ->
                              MqttMessage.create("capitals", ByteString.fromArray(record.value())),
                          batch -> MqttSink.create(writer, MqttQoS.atLeastOnce()))));
    }
  }

  /**
   * Has the broker keep what is said from now on: a stream subscribes at some time after a start.
   */
  private static void subscribed(Mosquitto broker) throws Exception {
    new Mail(broker.url(), "capitals-in").subscribe("said").close();
  }

  private static List<String> texts(int part, IntFunction<String> text) {
    return IntStream.range(part * EACH, (part + 1) * EACH).mapToObj(text).toList();
  }

  private static void send(Mail mail, int part) throws Exception {
    for (String text : texts(part, i -> "n" + i)) {
      mail.send("said", text);
    }
  }

  private static void awaitCapitals(Mail mail, int parts) {
    List<String> all =
        IntStream.range(0, parts).boxed().flatMap(p -> texts(p, i -> "N" + i).stream()).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(new LinkedHashSet<>(mail.received())).containsExactlyElementsOf(all));
  }

  private PipelineRunner runner(Mosquitto broker) {
    return PipelineRunner.of(new Capitals(broker.url()), node)
        .set("potoroo.rounds.interval", "50ms");
  }

  @Test
  void losesNothingWhenTheBrokerGoesAwayOrThePipelineIsStartedAnew() throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder)) {
      subscribed(broker);
      try (Mail mail = new Mail(broker.url(), "mail").subscribe("capitals")) {
        try (var nodes = runner(broker).start()) {
          send(mail, 0);
          awaitCapitals(mail, 1);
        }
        send(mail, 1);
        try (var nodes = runner(broker).start()) {
          awaitCapitals(mail, 2);
          broker.goAway();
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      nodes.status().nodes().stream()
                          .map(PipelineStatus.NodeStatus::waitingFor)
                          .anyMatch(what -> what.toString().contains("stream [mqtt said]")));
          broker.comeBack();
          try (Mail again = new Mail(broker.url(), "again").subscribe("capitals")) {
            send(again, 2);
            await()
                .atMost(PATIENCE)
                .untilAsserted(
                    () -> assertThat(again.received()).containsAll(texts(2, i -> "N" + i)));
          }
        }
      }
    }
  }

  @Test
  void acknowledgesNothingThatIsNotCommitted() throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Mail mail = new Mail(broker.url(), "mail").subscribe("capitals")) {
      subscribed(broker);
      String where = "-Dtest.broker=" + broker.url();
      PipelineRunner never = runner(broker).set("potoroo.rounds.interval", "1h");
      try (var nodes = never.processes(where).start()) {
        send(mail, 0);
        await().atMost(PATIENCE).until(() -> nodes.status().sources().get(0).records() >= EACH);
        nodes.kill(0);
      }
      assertThat(mail.received()).isEmpty();
      try (var nodes = runner(broker).start()) {
        awaitCapitals(mail, 1);
      }
    }
  }
}

package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.pekko.StreamSink;
import dev.potoroo.connector.pekko.StreamSource;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.stream.connectors.mqtt.MqttConnectionSettings;
import org.apache.pekko.stream.connectors.mqtt.MqttMessage;
import org.apache.pekko.stream.connectors.mqtt.MqttQoS;
import org.apache.pekko.stream.connectors.mqtt.MqttSubscriptions;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttMessageWithAck;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttSink;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttSource;
import org.apache.pekko.util.ByteString;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Tells when a sensor gets too hot, and when it has cooled down, from topics to topics of an MQTT
 * broker: {@code sensors/NAME/temperature} and {@code alarms/NAME}. The broker is the one that the
 * system property {@code potoroo.samples.mqtt} says, by default at {@code tcp://127.0.0.1:1883}.
 */
public final class SensorAlarms implements Pipeline {
  private static final String READINGS = "sensors/+/temperature";
  private static final Pattern LINE =
      Pattern.compile("sensors/([^/+#]+)/temperature (.*)", Pattern.DOTALL);
  private static final int AHEAD = 1_000;

  private static final double HOT = 80;
  private static final double COOL = 75;

  /** What a sensor sends. */
  public record Measured(double celsius, Instant at) {
    public Measured {
      Objects.requireNonNull(at, "at");
    }
  }

  /** What it has sent, with its name, which stands in the topic. */
  public record Reading(String sensor, double celsius, Instant at) {}

  /** A sensor is too hot, or no longer. */
  public record Alarm(String sensor, boolean hot, double celsius, Instant at) {}

  /**
   * What is known of a sensor.
   *
   * @param latest when the latest of its readings was taken
   */
  public record Sensor(boolean hot, Instant latest) {
    Sensor seen(Reading reading) {
      return new Sensor(reading.celsius() >= (hot ? COOL : HOT), reading.at());
    }
  }

  private static final Codec<Measured> MEASURED = Codec.json(Measured.class);

  /** A topic and what was sent to it, as {@code mosquitto_sub -v} prints them. */
  private static final Codec<Reading> READING =
      Codec.of(SensorAlarms::decode, SensorAlarms::encode).asText();

  // #region step
  static final Step<Reading, Sensor, Alarm> ALARM =
      Step.named("alarm")
          .in(Reading.class)
          .state(Sensor.class, () -> new Sensor(false, Instant.MIN))
          .out(Alarm.class)
          .on(
              Reading.class,
              (sensor, reading, ctx) -> {
                if (!reading.at().isAfter(sensor.latest())) {
                  // The broker has sent it again.
                  return ctx.keep();
                }
                Sensor now = sensor.seen(reading);
                var next = ctx.become(now);
                return now.hot() == sensor.hot()
                    ? next
                    : next.emit(new Alarm(ctx.key(), now.hot(), reading.celsius(), reading.at()));
              });

  // #endregion

  private final String broker;

  /** Takes the broker that the system property names. */
  public SensorAlarms() {
    this(System.getProperty("potoroo.samples.mqtt", "tcp://127.0.0.1:1883"));
  }

  SensorAlarms(String broker) {
    this.broker = broker;
  }

  // #region pipeline
  @Override
  public void define(Flow flow) {
    MqttConnectionSettings reader =
        MqttConnectionSettings.create(broker, "sensor-alarms", new MemoryPersistence())
            .withCleanSession(false);
    flow.from(
            Source.named("readings", READING)
                .from(
                    StreamSource.acknowledged(
                        "mqtt " + READINGS,
                        MqttSource.atLeastOnce(
                            reader,
                            MqttSubscriptions.create(READINGS, MqttQoS.atLeastOnce()),
                            AHEAD),
                        received -> lineOf(received.message()),
                        MqttMessageWithAck::ack)))
        .keyBy(Reading::sensor)
        .step(ALARM)
        .to(
            Sink.named("alarms", Codec.json(Alarm.class))
                .keyBy(Alarm::sensor)
                .into(
                    StreamSink.of(
                        "mqtt alarms/+",
                        SensorAlarms::messageOf,
                        batch -> MqttSink.create(writer(batch), MqttQoS.atLeastOnce()))));
  }

  /** A client of its own for each batch: a broker sends away one of two that have the same id. */
  private MqttConnectionSettings writer(String batch) {
    return MqttConnectionSettings.create(broker, batch, new MemoryPersistence());
  }

  private static byte[] lineOf(MqttMessage message) {
    return ByteString.fromString(message.topic() + " ").concat(message.payload()).toArray();
  }

  private static MqttMessage messageOf(SinkRecord alarm) {
    return MqttMessage.create("alarms/" + alarm.key(), ByteString.fromArray(alarm.value()))
        .withRetained(true);
  }

  // #endregion

  private static Reading decode(byte[] raw) throws Exception {
    String line = Codec.lines().decode(raw);
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a reading is a topic [" + READINGS + "], a blank and JSON, this is none");
    }
    Measured measured = MEASURED.decode(parts.group(2).getBytes(UTF_8));
    return new Reading(parts.group(1), measured.celsius(), measured.at());
  }

  private static byte[] encode(Reading reading) throws Exception {
    String topic = READINGS.replace("+", reading.sensor());
    byte[] json = MEASURED.encode(new Measured(reading.celsius(), reading.at()));
    return ByteString.fromString(topic + " ").concat(ByteString.fromArray(json)).toArray();
  }
}

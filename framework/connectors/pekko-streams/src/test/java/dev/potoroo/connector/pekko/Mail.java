package dev.potoroo.connector.pekko;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client of a broker that has nothing to do with streams: it sends, and keeps what comes. */
public final class Mail implements AutoCloseable {
  private static final int AT_LEAST_ONCE = 1;

  private final MqttClient client;
  private final List<String> received = new ArrayList<>();

  /**
   * Connects.
   *
   * @param id the broker keeps what comes for it
   */
  public Mail(String url, String id) throws MqttException {
    client = new MqttClient(url, id, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(false);
    options.setMaxInflight(1_000);
    client.connect(options);
  }

  public Mail subscribe(String topic) throws MqttException {
    client.subscribe(
        topic,
        AT_LEAST_ONCE,
        (from, message) -> {
          synchronized (received) {
            received.add(new String(message.getPayload(), UTF_8));
          }
        });
    return this;
  }

  /** Sends; returns when the broker has it. */
  public void send(String topic, String text) throws MqttException {
    client.publish(topic, text.getBytes(UTF_8), AT_LEAST_ONCE, false);
  }

  public List<String> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1_000, true);
    client.close(true);
  }
}

package dev.potoroo.connector.pekko;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundMarker;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.UnavailableException;
import dev.potoroo.testkit.connector.FaultyPeer;
import dev.potoroo.testkit.connector.SinkContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.pekko.stream.connectors.mqtt.MqttConnectionSettings;
import org.apache.pekko.stream.connectors.mqtt.MqttMessage;
import org.apache.pekko.stream.connectors.mqtt.MqttQoS;
import org.apache.pekko.stream.connectors.mqtt.javadsl.MqttSink;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StreamSinkTest {
  private static final RoundMarker ROUND = new RoundMarker("lineage", 3);
  private static final PublisherContext SLOT = new PublisherContext("pipeline", "out", 0, "lines");

  private static String text(SinkRecord record) {
    return new String(record.value(), UTF_8);
  }

  private static List<SinkRecord> records(String... texts) {
    return Stream.of(texts).map(text -> new SinkRecord(null, text.getBytes(UTF_8))).toList();
  }

  @Test
  void aRoundThatIsWrittenAgainHasTheSameId() throws Exception {
    Map<String, List<String>> objects = new ConcurrentHashMap<>();
    AtomicBoolean breaks = new AtomicBoolean(true);
    StreamSink<String> sink =
        StreamSink.of(
            "objects",
            StreamSinkTest::text,
            id ->
                Sink.foreach(
                    text -> {
                      objects.computeIfAbsent(id, i -> new ArrayList<>()).add(text);
                      if (breaks.getAndSet(false)) {
                        throw new IllegalStateException("gone");
                      }
                    }));
    assertThat(sink.guarantee()).isEqualTo(SinkConnector.Guarantee.ONCE_BY_ID);
    try (RoundPublisher publisher = sink.publisher(SLOT).orElseThrow()) {
      assertThat(publisher.takeOver()).isEmpty();
      assertThatThrownBy(() -> publisher.publish(ROUND, records("a", "b")))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("[objects]")
          .hasMessageContaining("gone");
      publisher.publish(ROUND, records("a", "b"));
      publisher.publish(new RoundMarker("lineage", 4), List.of());
    }
    assertThat(objects)
        .containsExactly(Map.entry("pipeline.out.0.lineage.3", List.of("a", "a", "b")));
  }

  @Test
  void whatTheSinkCannotTakeEndsThePipeline() throws Exception {
    StreamSink<Integer> sink =
        StreamSink.of("numbers", record -> Integer.parseInt(text(record)), id -> Sink.ignore());
    try (RoundPublisher publisher = sink.publisher(SLOT).orElseThrow()) {
      assertThatThrownBy(() -> publisher.publish(ROUND, records("1", "one")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("[numbers]");
    }
  }

  @Nested
  class ToAList extends SinkContract {
    private List<String> list = List.of();

    @Override
    protected SinkConnector emptySink() {
      List<String> empty = Collections.synchronizedList(new ArrayList<>());
      list = empty;
      return StreamSink.of("list", StreamSinkTest::text, id -> Sink.foreach(empty::add));
    }

    @Override
    protected List<String> content(int atLeast) {
      return List.copyOf(list);
    }
  }

  @Nested
  class ToABroker extends SinkContract {
    @TempDir Path directory;
    private Mosquitto broker;
    private FaultyPeer peer;
    private Mail mail;
    private int topics;

    @BeforeEach
    void start() throws Exception {
      broker = Mosquitto.start(directory);
      peer = FaultyPeer.before("127.0.0.1", broker.port());
      mail = new Mail(broker.url(), "reader");
    }

    @AfterEach
    void stop() throws Exception {
      if (broker != null) {
        mail.close();
        peer.close();
        broker.close();
      }
    }

    @Override
    protected SinkConnector emptySink() throws Exception {
      String topic = "out-" + topics++;
      mail.subscribe(topic);
      MqttConnectionSettings settings =
          MqttConnectionSettings.create(
              "tcp://" + peer.host() + ":" + peer.port(), "writer", new MemoryPersistence());
      return StreamSink.of(
          "mqtt " + topic,
          record -> MqttMessage.create(topic, ByteString.fromArray(record.value())),
          id -> MqttSink.create(settings, MqttQoS.atLeastOnce()));
    }

    @Override
    protected List<String> content(int atLeast) {
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> mail.received().size() >= atLeast);
      } catch (ConditionTimeoutException e) {
        // What is missing is seen in what there is.
      }
      return mail.received();
    }

    @Override
    protected Optional<FaultyPeer> peer() {
      return Optional.of(peer);
    }
  }
}

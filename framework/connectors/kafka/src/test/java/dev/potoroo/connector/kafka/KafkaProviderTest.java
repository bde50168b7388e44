package dev.potoroo.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.TestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaProviderTest {
  private static final PublisherContext CONTEXT = new PublisherContext("p", "s", 0, "lines");
  private final KafkaProvider provider = new KafkaProvider();

  private SourceConnector source(Map<String, Object> settings) {
    return provider.source(TestSettings.of(settings)).orElseThrow();
  }

  private SinkConnector sink(Map<String, Object> settings) {
    return provider.sink(TestSettings.of(settings)).orElseThrow();
  }

  @Test
  void makesWhatTheSettingsSay() {
    SourceConnector source =
        source(Map.of("topic", List.of("a", "b"), "servers", List.of("h:1", "i:2")));
    assertThat(source.describe()).isEqualTo("kafka topic a, b at h:1,i:2");
    assertThat(source.discovery()).contains(Duration.ofSeconds(30));
    assertThat(source(Map.of("topic-pattern", "t-.*", "discovery", Duration.ZERO)).discovery())
        .isEmpty();
    assertThat(source(Map.of("topic-pattern", "t-.*")).describe())
        .isEqualTo("kafka topics matching t-.* at localhost:9092");

    SinkConnector sink = sink(Map.of("topic", "t"));
    assertThat(sink.describe()).isEqualTo("kafka topic t at localhost:9092");
    assertThat(sink.publisher(CONTEXT)).isPresent();
    SinkConnector plain = sink(Map.of("topic", "t", "delivery", "at-least-once"));
    assertThat(plain.describe()).endsWith(", at least once");
    assertThat(plain.publisher(CONTEXT)).isEmpty();
  }

  @Test
  void asksForEverySettingSoThatMisspeltOnesAreFound() {
    TestSettings settings = TestSettings.of(Map.of("topic", "t"));
    provider.source(settings);
    assertThat(settings.asked())
        .contains(
            "topic",
            "topic-pattern",
            "servers",
            "client",
            "start",
            "group",
            "isolation",
            "discovery",
            "when-lost");
    TestSettings ofSink = TestSettings.of(Map.of("topic", "t"));
    provider.sink(ofSink);
    assertThat(ofSink.asked()).contains("topic", "servers", "client", "delivery", "transactions");
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> source(Map.of("topic", "t", "topic-pattern", "t")))
        .hasMessageContaining("not both");
    assertThatThrownBy(() -> source(Map.of("topic-pattern", "(")))
        .hasMessageContaining("[(]")
        .hasMessageContaining("no regular expression");
    assertThatThrownBy(() -> source(Map.of("topic", "t", "start", "yesterday")))
        .hasMessageContaining("[yesterday]")
        .hasMessageContaining("[latest]");
    assertThatThrownBy(
            () -> sink(Map.of("topic", "t", "client", Map.of("transactional.id", "mine"))))
        .hasMessageContaining("[transactional.id]")
        .hasMessageContaining("set [transactions] instead");
    assertThatThrownBy(() -> sink(Map.of("topic", "t", "client", Map.of("acks", "0"))))
        .hasMessageContaining("[acks]");
  }
}

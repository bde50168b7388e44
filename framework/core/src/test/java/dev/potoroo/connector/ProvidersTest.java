package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.generator.Generator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static final Map<String, ConnectorProvider> PROVIDERS =
      ServiceLoader.load(ConnectorProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .collect(Collectors.toMap(ConnectorProvider::name, Function.identity()));

  @Test
  void areFoundByName() {
    assertThat(PROVIDERS).containsKeys("generator", "file", "tcp", "stdout", "log");
  }

  @Test
  void askForEveryKeyThatASourceKnows() {
    TestSettings file = TestSettings.of(Map.of("path", "a"));
    provider("file").source(file);
    assertThat(file.asked())
        .containsExactly(
            "directory", "discovery", "follow", "framing", "header", "path", "pattern");

    TestSettings tcp = TestSettings.of(Map.of("port", 0));
    provider("tcp").source(tcp);
    assertThat(tcp.asked())
        .containsExactly(
            "framing",
            "host",
            "max-connections",
            "max-frame-size",
            "port",
            "tls-key-store",
            "tls-key-store-password");

    TestSettings acked = TestSettings.of(Map.of("port", 0));
    provider("tcp-acked").source(acked);
    assertThat(acked.asked())
        .containsExactly(
            "host",
            "max-connections",
            "max-message-size",
            "max-streams",
            "max-waiting",
            "port",
            "tls-key-store",
            "tls-key-store-password",
            "token");

    TestSettings generator = new TestSettings(Map.of(), Optional.of((index, random) -> index));
    provider("generator").source(generator);
    assertThat(generator.asked()).containsExactly("count", "partitions", "rate", "seed");
  }

  @Test
  void askForEveryKeyThatASinkKnows() {
    TestSettings file = TestSettings.of(Map.of("path", "a"));
    provider("file").sink(file);
    assertThat(file.asked())
        .containsExactly("append", "framing", "path", "roll-after", "roll-size");

    TestSettings tcp = TestSettings.of(Map.of("port", 1));
    provider("tcp").sink(tcp);
    assertThat(tcp.asked())
        .containsExactly("connect-timeout", "framing", "host", "port", "reconnect-timeout");

    TestSettings log = TestSettings.of(Map.of());
    provider("log").sink(log);
    assertThat(log.asked()).containsExactly("level");
  }

  @Test
  void makeWhatTheSettingsSay() throws Exception {
    Generator<?> numbers = (index, random) -> index;
    Map<String, Object> made = Map.of("count", 10, "rate", 5, "partitions", 2, "seed", 7);
    SourceConnector generator =
        provider("generator").source(new TestSettings(made, Optional.of(numbers))).orElseThrow();
    assertThat(generator.describe()).isEqualTo("generator, 10 records, 5/s");
    assertThat(generator.partitions()).containsExactly("0", "1");

    Map<String, Object> paths = Map.of("path", List.of("a", "b"), "framing", "length-2");
    SourceConnector file = provider("file").source(TestSettings.of(paths)).orElseThrow();
    assertThat(file.describe()).isEqualTo("file a and 1 more");
    assertThat(file.partitions()).containsExactly("a", "b");

    Map<String, Object> server =
        Map.of("host", "h", "port", 9, "connect-timeout", Duration.ofSeconds(1));
    SinkConnector tcp = provider("tcp").sink(TestSettings.of(server)).orElseThrow();
    assertThat(tcp.describe()).isEqualTo("tcp h:9");

    Map<String, Object> listener =
        Map.of("port", 7, "token", "t", "tls-key-store", "k", "max-waiting", 1);
    assertThat(provider("tcp-acked").source(TestSettings.of(listener)).orElseThrow().describe())
        .isEqualTo("acknowledged tcp 127.0.0.1:7");

    SinkConnector log =
        provider("log").sink(TestSettings.of(Map.of("level", "debug"))).orElseThrow();
    assertThat(log.describe()).isEqualTo("log at debug");
  }

  @Test
  void areNoSourceOrNoSinkWhereThatMakesNoSense() {
    TestSettings none = TestSettings.of(Map.of());
    assertThat(provider("stdout").source(none)).isEmpty();
    assertThat(provider("log").source(none)).isEmpty();
    assertThat(provider("generator").sink(none)).isEmpty();
    assertThat(provider("tcp-acked").sink(none)).isEmpty();
    assertThat(provider("stdout").sink(none)).isPresent();
  }

  @Test
  void sayWhatIsMissingForAGeneratedSource() {
    assertThatThrownBy(() -> provider("generator").source(TestSettings.of(Map.of())))
        .hasMessageContaining("source [bound]")
        .hasMessageContaining(".generatedBy(...)");
  }

  private static ConnectorProvider provider(String name) {
    return PROVIDERS.get(name);
  }
}

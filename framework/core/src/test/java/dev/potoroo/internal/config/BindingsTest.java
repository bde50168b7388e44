package dev.potoroo.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.internal.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsTest {
  private static final Fake IN_CODE = new Fake("in code");

  private static final Pipeline ECHO =
      new Pipeline() {
        @Override
        public void define(Flow flow) {
          flow.from(Source.named("lines", Codec.lines()).from(IN_CODE))
              .to(Sink.named("copies", Codec.lines()));
        }

        @Override
        public String name() {
          return "echo";
        }
      };

  @Test
  void takesTheConnectorInCodeUnlessConfigured() {
    ResolvedBindings bindings = resolve("copies { connector = wire, port = 7 }");
    assertThat(bindings.source(0)).isSameAs(IN_CODE);
    assertThat(bindings.sink(0).describe())
        .isEqualTo("wire copies 7 a newline [h] PT1S 65536 true");
  }

  @Test
  void givesTheConnectorItsSettings() {
    ResolvedBindings bindings =
        resolve(
            """
            copies { connector = wire, port = 7 }
            lines { connector = wire, port = "8", tls.key = b, framing = length-4, hosts = [x, y]
              wait = 1m, buffer = 1 KiB, again = off }
            """);
    assertThat(bindings.source(0).describe())
        .isEqualTo("wire lines 8 b length-4 [x, y] PT1M 1024 false");
  }

  @Test
  void wantsAConnectorForEverything() {
    assertThat(fault(""))
        .isEqualTo(
            new PotorooException.Fault(
                ErrorCode.NO_CONNECTOR,
                "Sink [copies] of pipeline [echo] has no connector: add .into(...) in code or set"
                    + " potoroo.bindings.copies { connector = ... } to one of [source-only, wire]."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copys.connector = wire | UNKNOWN_BINDING | Binding [copys] (my.conf: 1) names no source or sink of pipeline [echo], which has [copies, lines]. The nearest is [copies].",
        "lines = 3 | BAD_VALUE | Binding [lines] (my.conf: 1) must be a block, such as { connector = stdout }.",
        "lines.port = 3 | BAD_VALUE | Binding [lines] (my.conf: 1) names no connector. Add connector = one of [source-only, wire].",
        "lines.connector = wir | UNKNOWN_CONNECTOR | Binding [lines] (my.conf: 1): there is no connector [wir]. It must be one of [source-only, wire].",
        "lines.connector = source-only | BAD_VALUE | Binding [lines] (my.conf: 1): a word from the provider",
        "lines { connector = wire, port = 1, bufer = 2 } | UNKNOWN_KEY | Setting [potoroo.bindings.lines.bufer] (my.conf: 1) does not exist with connector [wire]. The nearest is [potoroo.bindings.lines.buffer].",
        "lines { connector = wire } | BAD_VALUE | Setting [potoroo.bindings.lines.port] is not set (my.conf: 1). The connector needs it: add port = ... to the binding.",
        "lines { connector = wire, prot = 1 } | BAD_VALUE | Setting [potoroo.bindings.lines.port] is not set (my.conf: 1). The connector needs it: add port = ... to the binding. Is [prot] meant to be it?",
        "lines { connector = wire, port = 99999 } | BAD_VALUE | Setting [potoroo.bindings.lines.port] is [99999] (my.conf: 1). It must be a whole number from 0 to 65535.",
        "lines { connector = wire, port = 1, framing = length-3 } | BAD_VALUE | Setting [potoroo.bindings.lines.framing] is [length-3] (my.conf: 1). It must be one of [newline, length-4]; the nearest is [length-4].",
        "lines { connector = wire, port = 1, hosts = [] } | BAD_VALUE | Setting [potoroo.bindings.lines.hosts] is [[]] (my.conf: 1). It must be a text or a list of texts, none of them empty.",
        "lines { connector = wire, port = 1, again = maybe } | BAD_VALUE | Setting [potoroo.bindings.lines.again] is [maybe] (my.conf: 1). It must be [true] or [false].",
        "lines { connector = wire, port = 1, buffer = 3 GiB } | BAD_VALUE | Setting [potoroo.bindings.lines.buffer] is [3 GiB] (my.conf: 1). It must be a size from 1 B to 2147483647 B, such as [64 KiB].",
      })
  void namesWhatIsWrongWithABinding(String text, ErrorCode code, String message) {
    assertThat(fault(text)).isEqualTo(new PotorooException.Fault(code, message));
  }

  @Test
  void saysThatAConnectorIsNoneForSinks() {
    assertThat(fault("copies.connector = source-only"))
        .isEqualTo(
            new PotorooException.Fault(
                ErrorCode.UNKNOWN_CONNECTOR,
                "Connector [source-only] cannot be a sink, as binding [copies] (my.conf: 1) wants"
                    + " it. Take another one of [source-only, wire]."));
  }

  @Test
  void reportsAllFaultsAtOnce() {
    assertThat(faults("a.connector = wire, lines.connector = b, copies.connector = c"))
        .extracting(PotorooException.Fault::code)
        .containsExactly(
            ErrorCode.UNKNOWN_BINDING, ErrorCode.UNKNOWN_CONNECTOR, ErrorCode.UNKNOWN_CONNECTOR);
  }

  private static PotorooException.Fault fault(String bindings) {
    return faults(bindings).get(0);
  }

  private static List<PotorooException.Fault> faults(String bindings) {
    return catchThrowableOfType(PotorooException.class, () -> resolve(bindings)).faults();
  }

  private static ResolvedBindings resolve(String bindings) {
    Config config =
        ConfigFactory.parseString(
            "potoroo.bindings { " + bindings + " }",
            ConfigParseOptions.defaults().setOriginDescription("my.conf"));
    return Bindings.resolve(
        Topology.of(ECHO),
        config,
        new java.util.TreeMap<>(Map.of("wire", WIRE, "source-only", SOURCE_ONLY)));
  }

  private static final ConnectorProvider WIRE =
      new ConnectorProvider() {
        @Override
        public String name() {
          return "wire";
        }

        @Override
        public Optional<SourceConnector> source(ConnectorSettings settings) {
          return Optional.of(fake(settings));
        }

        @Override
        public Optional<SinkConnector> sink(ConnectorSettings settings) {
          return Optional.of(fake(settings));
        }

        private Fake fake(ConnectorSettings settings) {
          List<Object> values =
              List.of(
                  "wire",
                  settings.name(),
                  settings.number("port", 0, 65_535),
                  settings.text("tls.key", "a"),
                  settings.oneOf("framing", "newline", List.of("newline", "length-4")),
                  settings.has("hosts") ? settings.texts("hosts") : List.of("h"),
                  settings.duration("wait", Duration.ofSeconds(1)),
                  settings.size("buffer", 65_536),
                  settings.flag("again", true));
          return new Fake(String.join(" ", values.stream().map(Object::toString).toList()));
        }
      };

  private static final ConnectorProvider SOURCE_ONLY =
      new ConnectorProvider() {
        @Override
        public String name() {
          return "source-only";
        }

        @Override
        public Optional<SourceConnector> source(ConnectorSettings settings) {
          throw new IllegalArgumentException("a word from the provider");
        }

        @Override
        public Optional<SinkConnector> sink(ConnectorSettings settings) {
          return Optional.empty();
        }
      };

  private record Fake(String describe) implements SourceConnector, SinkConnector {
    @Override
    public Scope scope() {
      return Scope.NODE;
    }

    @Override
    public boolean replayable() {
      return false;
    }

    @Override
    public SourceReader open(SourceContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SinkWriter open(SinkContext context) {
      throw new UnsupportedOperationException();
    }
  }
}

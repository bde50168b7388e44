package dev.potoroo.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineSettingsTest {

  @Test
  void acceptsTheReference() {
    PipelineSettings settings = PipelineSettings.of(with(""));
    assertThat(settings.dataDir()).isEqualTo(Path.of("data"));
    assertThat(settings.shards()).isEqualTo(128);
    assertThat(settings.lanes()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(settings.windowSize()).isEqualTo(64 << 20);
    assertThat(settings.cluster())
        .isEqualTo(
            new PipelineSettings.Cluster("127.0.0.1", 0, List.of(), 1, Duration.ofSeconds(30)));
    assertThat(settings.deadLetters())
        .isEqualTo(new PipelineSettings.DeadLetters(1 << 20, 256L << 20));
    assertThat(settings.wire()).isEqualTo(new PipelineSettings.Wire(96 << 10, 64));
  }

  @Test
  void readsSeedsFromAListOrAText() {
    HostPort one = new HostPort("10.0.0.1", 25520);
    HostPort two = new HostPort("::1", 25521);
    assertThat(PipelineSettings.of(with("cluster.seeds = [\"10.0.0.1:25520\", \"[::1]:25521\"]")))
        .returns(List.of(one, two), s -> s.cluster().seeds());
    assertThat(PipelineSettings.of(with("cluster.seeds = \"10.0.0.1:25520, [::1]:25521\"")))
        .returns(List.of(one, two), s -> s.cluster().seeds());
  }

  @Test
  void readsNumbersFromTexts() {
    assertThat(PipelineSettings.of(with("shards = \"12\"")).shards()).isEqualTo(12);
    assertThat(PipelineSettings.of(with("window = 1e5")).window()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shards = 0 | Setting [potoroo.shards] is [0] (test.conf: 1). It must be a whole number from 1 to 10000.",
        "shards = many | Setting [potoroo.shards] is [many] (test.conf: 1). It must be a whole number from 1 to 10000.",
        "shards = 1.5 | Setting [potoroo.shards] is [1.5] (test.conf: 1). It must be a whole number from 1 to 10000.",
        "shards = [1] | Setting [potoroo.shards] is [[1]] (test.conf: 1). It must be a whole number from 1 to 10000.",
        "drain-timeout = -1ms | Setting [potoroo.drain-timeout] is [-1ms] (test.conf: 1). It must be a duration from 0s to 24h, such as [5s].",
        "drain-timeout = soon | Setting [potoroo.drain-timeout] is [soon] (test.conf: 1). It must be a duration from 0s to 24h, such as [5s].",
        "window-size = 1 | Setting [potoroo.window-size] is [1] (test.conf: 1). It must be a size from 64 KiB to 1 TiB, such as [64 KiB].",
        "max-key-size = big | Setting [potoroo.max-key-size] is [big] (test.conf: 1). It must be a size from 1 B to 1 MiB, such as [64 KiB].",
        "data-dir = \"\" | Setting [potoroo.data-dir] is [] (test.conf: 1). It must be a text that is not empty.",
        "cluster.host = [] | Setting [potoroo.cluster.host] is [[]] (test.conf: 1). It must be a text.",
        "cluster = 3 | Setting [potoroo.cluster] is [3] (test.conf: 1). It must be a block { ... } of settings.",
        "cluster.seeds = [a] | Setting [potoroo.cluster.seeds] is [[a]] (test.conf: 1). It must be a list of addresses, such as [\"127.0.0.1:25520\"], and [a] is none.",
        "max-record-size = 1 MiB, window-size = 64 KiB | Setting [potoroo.max-record-size] is [1 MiB] (test.conf: 1). It must be at most [potoroo.window-size], which is [64 KiB]. Make it smaller or the other larger.",
      })
  void namesAValueThatIsWrong(String text, String message) {
    assertThat(faults(text).get(0))
        .isEqualTo(new PotorooException.Fault(ErrorCode.BAD_VALUE, message));
  }

  @Test
  void keepsMessagesBelowTheFrameOfTheTransport() {
    Config config =
        ConfigFactory.parseString("pekko.remote.artery.advanced.maximum-frame-size = 98 KiB")
            .withFallback(with(""));
    assertThat(catchThrowableOfType(PotorooException.class, () -> PipelineSettings.of(config)))
        .hasMessageContaining("potoroo.wire.max-message-size] is [96 KiB]")
        .hasMessageContaining("It must be at least 4 KiB less than");
  }

  @ParameterizedTest
  @CsvSource({
    "shard = 3, potoroo.shard, potoroo.shards",
    "maxRecordSize = 3, potoroo.maxRecordSize, potoroo.max-record-size",
    "dead_letters.max-raw-size = 3, potoroo.dead_letters, potoroo.dead-letters",
    "port = 3, potoroo.port, potoroo.cluster.port",
    "cluster.sead = 3, potoroo.cluster.sead, potoroo.cluster.seeds",
    "binding.x = 3, potoroo.binding, potoroo.bindings",
  })
  void namesTheNearestOfAnUnknownKey(String text, String key, String nearest) {
    assertThat(faults(text))
        .containsExactly(
            new PotorooException.Fault(
                ErrorCode.UNKNOWN_KEY,
                "Setting ["
                    + key
                    + "] (test.conf: 1) does not exist. The nearest is ["
                    + nearest
                    + "]."));
  }

  @Test
  void reportsAllFaultsAtOnce() {
    assertThat(faults("shards = 0, shard = 1, drain-timeout = x"))
        .extracting(PotorooException.Fault::code)
        .containsExactlyInAnyOrder(ErrorCode.UNKNOWN_KEY, ErrorCode.BAD_VALUE, ErrorCode.BAD_VALUE);
  }

  @Test
  void saysWhatToDoWithoutTheReference() {
    Config config = ConfigFactory.parseString("potoroo.shards = 3");
    assertThat(catchThrowableOfType(PotorooException.class, () -> PipelineSettings.of(config)))
        .hasMessageContaining("Setting [potoroo.window] is not set. Give it a value, or put")
        .hasMessageNotContaining("[potoroo.shards]");
  }

  @Test
  void leavesBindingsToTheConnectors() {
    assertThat(PipelineSettings.of(with("bindings.ticks { connector = tcp }"))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", ":1", "a:", "a:0", "a:65536", "a:x", "::1:5", "a:123456"})
  void takesNoAddressWithoutHostAndPort(String text) {
    assertThat(HostPort.parse(text)).isEmpty();
  }

  @Test
  void printsAnAddressAsItIsWritten() {
    assertThat(HostPort.parse("[::1]:5").map(HostPort::toString)).contains("[::1]:5");
    assertThat(HostPort.parse("node-1:5").map(HostPort::toString)).contains("node-1:5");
  }

  private static List<PotorooException.Fault> faults(String text) {
    return catchThrowableOfType(PotorooException.class, () -> PipelineSettings.of(with(text)))
        .faults();
  }

  private static Config with(String potoroo) {
    return ConfigFactory.parseString(
            "potoroo { " + potoroo + " }",
            ConfigParseOptions.defaults().setOriginDescription("test.conf"))
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}

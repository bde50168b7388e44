package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConfigurationTest {
  private static final String SEEDS = "potoroo.cluster.seeds";

  @TempDir Path dir;

  @AfterEach
  void forgetProperties() {
    System.clearProperty("potoroo.cluster.port");
    System.clearProperty("potoroo.shards");
  }

  @Test
  void takesSetBeforeOptionsBeforePropertiesBeforeTheFileBeforeTheReference() throws IOException {
    String file = file("potoroo { shards = 1, lanes = 1, cluster { port = 1, host = a } }");
    System.setProperty("potoroo.cluster.port", "2");
    System.setProperty("potoroo.shards", "2");
    Config config = load("--config", file, "--port", "3", "--host", "c", "--set", "cluster.host=d");
    assertThat(config.getString("potoroo.cluster.host")).isEqualTo("d");
    assertThat(config.getInt("potoroo.cluster.port")).isEqualTo(3);
    assertThat(config.getInt("potoroo.shards")).isEqualTo(2);
    assertThat(config.getInt("potoroo.lanes")).isEqualTo(1);
    assertThat(config.getInt("potoroo.batch"))
        .isEqualTo(ConfigFactory.defaultReference().getInt("potoroo.batch"));
  }

  @Test
  void takesTheLastOfSeveralSettings() {
    assertThat(load("--set", "shards=1", "--set", "shards=2").getInt("potoroo.shards"))
        .isEqualTo(2);
  }

  @Test
  void readsEveryOption() {
    PipelineSettings settings =
        PipelineSettings.of(
            load(
                "--data-dir=d",
                "--host=h",
                "--port=1",
                "--management-port=2",
                "--seed=a:1",
                "--seed=b:2",
                "--keep-running",
                "--set=ask-timeout=20ms"));
    assertThat(settings.dataDir()).isEqualTo(Path.of("d"));
    assertThat(settings.cluster().host()).isEqualTo("h");
    assertThat(settings.cluster().port()).isEqualTo(1);
    assertThat(settings.cluster().seeds()).hasToString("[a:1, b:2]");
    assertThat(settings.keepRunning()).isTrue();
    assertThat(settings.askTimeout()).isEqualTo(Duration.ofMillis(20));
    assertThat(load("--management-port=2").getInt("potoroo.management.port")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bindings.x.v=7 | potoroo.bindings.x.v | 7",
        "bindings.x.v=C:/a//b#c | potoroo.bindings.x.v | C:/a//b#c",
        "bindings.x.v=a=b | potoroo.bindings.x.v | a=b",
        "bindings.x.v=a, w = b | potoroo.bindings.x.v | a, w = b",
        "bindings.x.v=\"a # b\" | potoroo.bindings.x.v | a # b",
        "bindings.x.v=[::1]:7001 | potoroo.bindings.x.v | [::1]:7001",
        "bindings.x.v=64 KiB | potoroo.bindings.x.v | 64 KiB",
        "potoroo.bindings.x.v=7 | potoroo.bindings.x.v | 7",
        "pekko.loglevel=DEBUG | pekko.loglevel | DEBUG",
      })
  void takesValuesAsTheyStand(String setting, String key, String value) {
    assertThat(load("--set", setting).getString(key)).isEqualTo(value);
  }

  @Test
  void readsListsAndBlocks() {
    assertThat(load("--set", "cluster.seeds=[\"a:1\", \"b:2\"]").getStringList(SEEDS))
        .isEqualTo(List.of("a:1", "b:2"));
    assertThat(
            load("--set", "bindings.x={ connector = tcp, port = 7 }")
                .getInt("potoroo.bindings.x.port"))
        .isEqualTo(7);
  }

  @Test
  void saysWhereAValueComesFrom() throws IOException {
    String file = file("potoroo {\n  lanes = -1\n}");
    System.setProperty("potoroo.cluster.port", "-1");
    Config config =
        load("--config", file, "--set", "shards=0", "--set", "window={ a = 1 }", "--seed", "x");
    PotorooException failure =
        catchThrowableOfType(PotorooException.class, () -> PipelineSettings.of(config));
    assertThat(failure)
        .hasMessageContaining("[potoroo.lanes] is [-1] (" + file + ": 2)")
        .hasMessageContaining("[potoroo.cluster.port] is [-1] (system properties)")
        .hasMessageContaining("[potoroo.shards] is [0] (--set shards)")
        .hasMessageContaining("[potoroo.window] is [{a=1}] (--set window: 1)")
        .hasMessageContaining("[potoroo.cluster.seeds] is [[x]] (--seed)");
  }

  @Test
  void namesASubstitutionThatCannotBeMade() throws IOException {
    String file = file("potoroo {\n  data-dir = ${NOBODY_SET_THIS}\n}");
    PotorooException failure =
        catchThrowableOfType(PotorooException.class, () -> load("--config", file));
    assertThat(failure.faults().get(0).code()).isEqualTo(ErrorCode.BAD_CONFIG_FILE);
    assertThat(failure).hasMessageContaining(file + ": 2: ").hasMessageContaining("NOBODY_SET");
  }

  @Test
  void leavesTheOrderOfTheEndToTheLauncher() {
    assertThat(load().getBoolean("pekko.jvm-shutdown-hooks")).isFalse();
    assertThat(load().getBoolean("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook")).isFalse();
  }

  private String file(String text) throws IOException {
    return Files.writeString(dir.resolve("test.conf"), text).toString();
  }

  private static Config load(String... args) {
    ConfigOptions options = new ConfigOptions();
    CommandLine.populateCommand(options, args);
    return Configuration.load(options);
  }
}

package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.internal.config.HostPort;
import dev.potoroo.internal.config.PipelineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What an operator starts from, in {@code config/}, fits the code. */
class ConfigExamplesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path APPLICATION = ROOT.resolve("config/application.conf");

  private static final String HEADER =
      """
      # Settings of a node, for --config: every one, with its default, commented out. A line that
      # begins with # and no space after it is a setting: take away the # and change the value.
      #
      # Durations: 500ms, 3s, 2m, 1h. Sizes: 96 KiB, 64 MiB (powers of 1024). A key that does not
      # exist is an error. What wins: --set, other options, -Dkey=value of the JVM, environment variables
      # (POTOROO_HOST and so on, listed in the reference), this file, the defaults.

      potoroo {
      """;

  @Test
  void hasEachSettingOfTheReferenceWithItsDefault() throws IOException {
    String expected =
        HEADER
            + commentedOut(block("core", "potoroo {"), "")
            + "\n  # Questions over HTTP: status, topology, state objects, readiness.\n"
            + "  management {\n"
            + commentedOut(block("management", "potoroo.management {"), "  ")
            + "  }\n\n  # The store in PostgreSQL: with store.type = postgres.\n"
            + "  store.postgres {\n"
            + commentedOut(block("stores/postgres", "potoroo.store.postgres {"), "  ")
            + "  }\n\n  # The ways of some records, with OpenTelemetry.\n"
            + "  tracing {\n"
            + commentedOut(block("tracing", "potoroo.tracing {"), "  ")
            + "  }\n}\n";
    Files.writeString(Path.of("target/application.conf"), expected);
    assertThat(Files.readString(APPLICATION))
        .as("if the reference was changed: copy framework/launcher/target/application.conf")
        .isEqualTo(expected);
  }

  @Test
  void isAcceptedWithAllSettingsInUse(@TempDir Path dir) throws IOException {
    String inUse = Files.readString(APPLICATION).replaceAll("(?m)^( *)#(?=[a-z])", "$1");
    Path file = Files.writeString(dir.resolve("application.conf"), inUse);
    Config reference = ConfigFactory.defaultReference().getConfig("potoroo");
    Config given = ConfigFactory.parseFile(file.toFile()).getConfig("potoroo");
    assertThat(given.root().unwrapped()).isEqualTo(reference.root().unwrapped());
    assertThat(settings(file)).isEqualTo(settings(APPLICATION));
  }

  @Test
  void describesTwoNodesThatFindEachOther() {
    PipelineSettings one = settings(ROOT.resolve("config/two-nodes/node1.conf"));
    PipelineSettings two = settings(ROOT.resolve("config/two-nodes/node2.conf"));
    HostPort first = new HostPort(one.cluster().host(), one.cluster().port());
    assertThat(one.cluster().seeds()).isEqualTo(List.of(first)).isEqualTo(two.cluster().seeds());
    assertThat(one.cluster().members()).isEqualTo(2).isEqualTo(two.cluster().members());
    assertThat(one.cluster().port()).isNotEqualTo(two.cluster().port());
    assertThat(one.dataDir()).isNotEqualTo(two.dataDir());
    assertThat(one.shards()).isEqualTo(two.shards());
  }

  @ParameterizedTest
  @ValueSource(strings = {"config/logback.xml", "sample-apps/src/main/resources/logback.xml"})
  void logsWithoutComplaint(String file, @TempDir Path dir) throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty("POTOROO_LOG_DIR", dir.toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(ROOT.resolve(file).toFile());
    List<Status> statuses = context.getStatusManager().getCopyOfStatusList();
    context.stop();
    assertThat(statuses).isNotEmpty().allMatch(status -> status.getLevel() == Status.INFO);
  }

  private static PipelineSettings settings(Path file) {
    ConfigOptions options = new ConfigOptions();
    CommandLine.populateCommand(options, "--config", file.toString());
    return PipelineSettings.of(Configuration.load(options));
  }

  private static Stream<String> block(String module, String begin) throws IOException {
    return Files.readString(Path.of("..", module, "src/main/resources/reference.conf"))
        .lines()
        .dropWhile(line -> !line.equals(begin))
        .skip(1)
        .takeWhile(line -> !line.equals("}"));
  }

  private static String commentedOut(Stream<String> lines, String indent) {
    StringBuilder text = new StringBuilder();
    lines
        .filter(line -> !line.contains("${?"))
        .map(line -> line.isEmpty() ? "" : indent + commentedOut(line))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String commentedOut(String line) {
    String content = line.strip();
    boolean setting = !content.startsWith("#") && !content.endsWith("{") && !content.endsWith("}");
    return setting ? line.replaceFirst("\\S", "#$0") : line;
  }
}

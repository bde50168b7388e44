package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.config.PipelineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Environment variables belong to a process, so each case is one. */
class EnvironmentTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "POTOROO_SHARDS", "7",
          "POTOROO_SEEDS", "a:1,b:2",
          "CONFIG_FORCE_potoroo_shards", "8",
          "CONFIG_FORCE_potoroo_cluster_join__timeout", "9s");

  @Test
  void givesDefaults() throws IOException {
    assertThat(settings()).isEqualTo("7 [a:1, b:2] PT30S");
  }

  @Test
  void overrulesTheFile(@TempDir Path dir) throws IOException {
    String text = "potoroo { shards = 5, cluster { seeds = [\"d:4\"], join-timeout = 8s } }";
    Path file = Files.writeString(dir.resolve("test.conf"), text);
    assertThat(settings("--config", file.toString())).isEqualTo("7 [a:1, b:2] PT8S");
  }

  @Test
  void isOverruledByAProperty() throws IOException {
    assertThat(settings("-Dpotoroo.shards=6")).isEqualTo("6 [a:1, b:2] PT30S");
  }

  @Test
  void isOverruledByTheCommandLine() throws IOException {
    assertThat(settings("--set", "shards=6", "--seed", "c:3")).isEqualTo("6 [c:3] PT30S");
  }

  @Test
  void overrulesEveryKeyIfAsked() throws IOException {
    assertThat(settings("-Dconfig.override_with_env_vars=true")).isEqualTo("8 [a:1, b:2] PT9S");
  }

  /** Prints what a node with these options would run with. */
  public static void main(String[] args) {
    ConfigOptions options = new ConfigOptions();
    CommandLine.populateCommand(options, args);
    PipelineSettings settings = PipelineSettings.of(Configuration.load(options));
    System.out.printf(
        "%s %s %s",
        settings.shards(), settings.cluster().seeds(), settings.cluster().joinTimeout());
  }

  private static String settings(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    List.of(args).stream().filter(arg -> arg.startsWith("-D")).forEach(command::add);
    command.add(EnvironmentTest.class.getName());
    List.of(args).stream().filter(arg -> !arg.startsWith("-D")).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}

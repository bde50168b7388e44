package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code src-docs/reference/configuration.md} is made of the {@code reference.conf} files. */
class SettingsReferenceTest {
  private static final Path PAGE = Path.of("../../src-docs/reference/configuration.md");
  private static final List<String> MODULES =
      List.of("core", "management", "stores/postgres", "tracing");

  private static final String HEAD =
      """
      # Settings

      Every setting with its default, from the `reference.conf` of each module; the same, to begin a file of your own with, is in [`config/application.conf`](../../config/application.conf). How to set them, and what wins: [Configuration](../guide/run.md#configuration). Those of single sources and sinks, below `potoroo.bindings`, are told with each [connector](../guide/run.md#connectors).

      Durations are written `500ms`, `3s`, `2m`, `1h`, sizes `96 KiB`, `64 MiB` (powers of 1024). A key that does not exist is an error, and so is a value out of range.

      An environment variable that is named here overrules a file; a system property and the command line overrule it. With `-Dconfig.override_with_env_vars=true` a variable `CONFIG_FORCE_potoroo_...` does the same for any setting: `.` is written `_`, `-` is written `__`, and `_` is written `___`, as in `CONFIG_FORCE_potoroo_cluster_join__timeout=60s`.
      """;

  @Test
  void isThePage() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (String module : MODULES) {
      page.append(SettingsPage.of(reference(module)));
    }
    Files.writeString(Path.of("target/configuration.md"), page);
    assertThat(Files.readString(PAGE))
        .as("if the reference was changed: copy framework/launcher/target/configuration.md")
        .isEqualTo(page.toString());
  }

  @Test
  void hasEachSetting() throws IOException {
    Set<String> described =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("### `"))
            .map(line -> line.substring("### `".length(), line.length() - 1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> keys =
        ConfigFactory.defaultReference().entrySet().stream()
            .map(entry -> entry.getKey())
            .filter(key -> key.startsWith("potoroo."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(keys);
  }

  @Test
  void refusesASettingWithoutAComment() {
    assertThat(SettingsPage.of(List.of("potoroo {", "  # What it is.", "  one = 1", "}")))
        .contains("### `potoroo.one`\n\nDefault `1`.\n\nWhat it is.\n");
    assertThatThrownBy(
            () -> SettingsPage.of(List.of("potoroo {", "  # What.", "  one = 1", "  two = 2", "}")))
        .hasMessage("[potoroo.two] has no comment in reference.conf: say what it is.");
  }

  private static List<String> reference(String module) throws IOException {
    return Files.readAllLines(Path.of("..", module, "src/main/resources/reference.conf"));
  }
}

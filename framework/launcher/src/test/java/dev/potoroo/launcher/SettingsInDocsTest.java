package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.internal.config.PipelineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The settings that the documentation names are there. */
class SettingsInDocsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Config REFERENCE = ConfigFactory.defaultReference();
  private static final Pattern NAMED =
      Pattern.compile("`(?:-D)?((?:potoroo|pekko)\\.[a-z0-9.-]+?)(?: ?=[^`]*)?`");
  private static final Pattern SET = Pattern.compile("--set \"?([a-z0-9.-]+)=");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```hocon\n(.*?)^```");

  /** Properties of the JVM that are no settings: of the tests, and of samples. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "potoroo.jar",
          "potoroo.samples.symbols",
          "potoroo.samples.ratings",
          "potoroo.samples.mqtt");

  /** What is known of a span. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "potoroo.source",
          "potoroo.partition",
          "potoroo.position",
          "potoroo.step",
          "potoroo.key",
          "potoroo.key.hash",
          "potoroo.sink",
          "potoroo.node");

  @Test
  void areInTheReference() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : pages()) {
      String text = Files.readString(page);
      NAMED.matcher(text).results().forEach(named -> found.add(named.group(1) + " in " + page));
      SET.matcher(text).results().forEach(set -> found.add(whole(set.group(1)) + " in " + page));
    }
    assertThat(found).hasSizeGreaterThan(50).allMatch(one -> isKnown(one.split(" ")[0]));
  }

  @Test
  void areAcceptedAsTheyAreShown() throws IOException {
    int blocks = 0;
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        // What comes from the environment there.
        String given = block.group(1).replaceAll("\\$\\{[A-Z_]+}", "\"given\"");
        Config shown = ConfigFactory.parseString(given);
        assertThat(PipelineSettings.of(shown.withFallback(REFERENCE)))
            .as("%s: %s", page, block.group(1))
            .isNotNull();
        blocks++;
      }
    }
    assertThat(blocks).isGreaterThan(8);
  }

  private static String whole(String key) {
    return key.matches("(potoroo|pekko)\\..*") ? key : "potoroo." + key;
  }

  private static boolean isKnown(String key) {
    return NO_SETTINGS.contains(key)
        || ATTRIBUTES.contains(key)
        || key.matches("potoroo\\.(bindings|steps)\\..*")
        || REFERENCE.hasPath(key);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("src-docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          // What tells of errors names settings that do not exist.
          .filter(path -> !path.endsWith("errors.md"))
          .sorted()
          .toList();
    }
  }
}

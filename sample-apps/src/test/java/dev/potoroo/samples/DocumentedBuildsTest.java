package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the documentation says to type to build and test is there: the goals of each {@code mvn
 * ...}, its modules, profiles and tests, and the properties that it sets. To run them all would
 * take as long as all builds together.
 */
class DocumentedBuildsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND = Pattern.compile("(?m)(?:`|^)(mvn [^`\n&]+)");
  private static final Pattern PROPERTY = Pattern.compile("-D(test\\.[a-z]+|it\\.test)\\b");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");

  /** What Maven knows without our poms. */
  private static final Set<String> PHASES =
      Set.of("package", "test", "verify", "install", "dependency:tree");

  /** What Maven's plugins read. */
  private static final Set<String> OF_PLUGINS =
      Set.of(
          "skipTests",
          "surefire.failIfNoSpecifiedTests",
          "failsafe.failIfNoSpecifiedTests",
          "maven.repo.local");

  private static Map<Path, String> sources;

  @BeforeAll
  static void read() throws IOException {
    sources = new LinkedHashMap<>();
    for (String folder : List.of("framework", "sample-apps", "config/build")) {
      read(ROOT.resolve(folder), path -> path.toString().matches(".*\\.(java|xml)"));
    }
    sources.put(ROOT.resolve("pom.xml"), Files.readString(ROOT.resolve("pom.xml")));
  }

  private static void read(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(wanted).toList()) {
        if (!file.toString().contains("/target/") && !file.toString().contains("/node_modules/")) {
          sources.put(file, Files.readString(file));
        }
      }
    }
  }

  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (String page : pages()) {
      COMMAND.matcher(page).results().map(one -> one.group(1)).forEach(commands::add);
    }
    assertThat(commands).hasSizeGreaterThan(20);
    return commands.stream().distinct().toList();
  }

  private static List<String> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("src-docs"))) {
      return Stream.concat(top, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .map(DocumentedBuildsTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesWhatIsThere(String command) {
    List<String> words =
        WORD.matcher(command).results().map(word -> word.group().replace("'", "")).toList();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-pl")) {
        i++;
        assertThat(words.get(i).split(","))
            .allSatisfy(module -> assertThat(ROOT.resolve(module + "/pom.xml")).exists());
      } else if (word.startsWith("-D")) {
        isProperty(word.substring(2));
      } else if (word.startsWith("-P")) {
        assertThat(anywhere("pom.xml", "<id>" + word.substring(2) + "</id>")).as(word).isTrue();
      } else if (!List.of("-q", "-am", "-o", "-B").contains(word)) {
        isGoal(word);
      }
    }
  }

  private static void isGoal(String word) {
    if (!PHASES.contains(word)) {
      String prefix = word.replaceFirst(":.*", "");
      assertThat(word).contains(":");
      assertThat(
              anywhere("pom.xml", "<artifactId>" + prefix + "-maven-plugin<")
                  || anywhere("pom.xml", "<artifactId>maven-" + prefix + "-plugin<"))
          .as("plugin of [%s]", word)
          .isTrue();
    }
  }

  private static void isProperty(String definition) {
    String name = definition.replaceFirst("=.*", "");
    String value = definition.substring(name.length()).replaceFirst("=", "");
    if (Set.of("test", "it.test").contains(name)) {
      areTests(value);
    } else {
      assertThat(OF_PLUGINS.contains(name) || isRead(name)).as("property [%s]", name).isTrue();
    }
  }

  /** With {@code none}, Maven runs the other kind of tests only. */
  private static void areTests(String names) {
    for (String name : names.split(",")) {
      if (!name.equals("none")) {
        assertThat(sources.keySet().stream().map(file -> file.getFileName().toString()))
            .contains(name + ".java");
      }
    }
  }

  /** Some names are put together of {@code "test."} and the rest. */
  private static boolean isRead(String property) {
    return anywhere(".java", "\"" + property + "\"")
        || anywhere(".java", "\"" + property.replaceFirst("^test\\.", "") + "\"")
        || anywhere(".xml", "${" + property);
  }

  private static boolean anywhere(String ending, String text) {
    return sources.entrySet().stream()
        .anyMatch(e -> e.getKey().toString().endsWith(ending) && e.getValue().contains(text));
  }

  /** Also where only a part of a command is shown. */
  @Test
  void setsOnlyPropertiesThatAreRead() throws IOException {
    Set<String> properties =
        pages().stream()
            .flatMap(page -> PROPERTY.matcher(page).results())
            .map(one -> one.group(1))
            .collect(Collectors.toSet());
    properties.remove("it.test");
    assertThat(properties).hasSizeGreaterThan(20).allMatch(DocumentedBuildsTest::isRead);
  }

  @Test
  void namesTestsThatAreThere() throws IOException {
    Matcher option =
        Pattern.compile("-D(?:it\\.)?test='?([\\w,]+)").matcher(String.join("\n", pages()));
    List<String> names = option.results().map(one -> one.group(1)).toList();
    assertThat(names).hasSizeGreaterThan(10).allSatisfy(DocumentedBuildsTest::areTests);
  }
}

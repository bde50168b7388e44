package dev.potoroo.distribution;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the files for operators name, there is. A variable that nobody reads has no effect at all.
 */
class NamedSettingsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern VARIABLE = Pattern.compile("\\bPOTOROO_[A-Z_]*[A-Z]\\b");
  private static final Pattern KEY =
      Pattern.compile("(?<![.\\w-])potoroo(\\.[a-z]+(-[a-z]+)*)+\\b(?!-)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config/docker/Dockerfile",
        "config/kubernetes/potoroo.yaml",
        "config/systemd/potoroo@.service",
        "framework/distribution/src/main/distribution/README.md",
        "src-docs/operating/deploy.md"
      })
  void exist(String file) throws IOException {
    assertThat(known()).containsAll(found(VARIABLE, file));

    Config reference = ConfigFactory.defaultReference();
    assertThat(found(KEY, file))
        .filteredOn(key -> !key.endsWith(".yaml"))
        .allMatch(reference::hasPath, "is a setting");
  }

  /** What the settings, the start script and the logs read. */
  private static Set<String> known() throws IOException {
    Set<String> known = new TreeSet<>();
    for (String module : new String[] {"core", "management", "stores/postgres"}) {
      known.addAll(
          found(
              Pattern.compile("(?<=\\$\\{\\?)POTOROO_[A-Z_]+(?=})"),
              "framework/" + module + "/src/main/resources/reference.conf"));
    }
    known.addAll(
        found(
            Pattern.compile("(?<=\\$\\{)POTOROO_[A-Z_]+(?=:-)"),
            "framework/distribution/src/main/distribution/bin/potoroo"));
    known.addAll(found(Pattern.compile("(?<=\\$\\{)POTOROO_[A-Z_]+(?=:-)"), "config/logback.xml"));
    return known;
  }

  private static Set<String> found(Pattern pattern, String file) throws IOException {
    try (Stream<String> lines = Files.lines(ROOT.resolve(file))) {
      return lines
          .flatMap(line -> pattern.matcher(line).results())
          .map(MatchResult::group)
          .collect(toCollection(TreeSet::new));
    }
  }
}

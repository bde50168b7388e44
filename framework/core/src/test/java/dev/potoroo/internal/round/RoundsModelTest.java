package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lets TLC go through all states of the model in {@code src-docs/design/rounds.tla}, up to some
 * bounds; with {@code -Dtest.model=large} to wider ones, which takes a while.
 */
class RoundsModelTest {
  private static final Path DESIGN =
      Path.of(System.getProperty("basedir", "."), "../../src-docs/design").normalize();
  private static final String WITHOUT = "rounds-without-";
  private static final boolean LARGE = "large".equals(System.getProperty("test.model"));

  @TempDir private Path scratch;

  @Test
  void commitsOnlyWhatIsExact() throws Exception {
    String output = check(LARGE ? "rounds-large.cfg" : "rounds.cfg");
    assertThat(output).contains("Model checking completed. No error has been found.");
    System.out.println(line(output, ".*distinct states found, 0 states left.*"));
  }

  @Test
  void canReachTheEndInSpiteOfACrash() throws Exception {
    assertThat(check("rounds-reaches-the-end.cfg")).contains("Invariant NeverDone is violated");
  }

  @ParameterizedTest
  @MethodSource("rules")
  void needsEachRule(String rule) throws Exception {
    assertThat(check(fileWithout(rule))).containsPattern("(Invariant|property) \\w+ is violated");
  }

  static List<String> rules() throws IOException {
    return Pattern.compile("Rule\\(\"([^\"]+)\"\\)")
        .matcher(Files.readString(DESIGN.resolve("rounds.tla")))
        .results()
        .map((MatchResult rule) -> rule.group(1))
        .distinct()
        .sorted()
        .toList();
  }

  private static String fileWithout(String rule) {
    return WITHOUT + rule.replace(' ', '-') + ".cfg";
  }

  @Test
  void hasAConfigurationWithoutEachRule() throws IOException {
    try (Stream<Path> files = Files.list(DESIGN)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith(WITHOUT))
          .containsExactlyInAnyOrderElementsOf(
              rules().stream().map(RoundsModelTest::fileWithout).toList());
    }
    for (String rule : rules()) {
      assertThat(DESIGN.resolve(fileWithout(rule))).content().contains("Off = {\"" + rule + "\"}");
    }
  }

  /** TLC keeps what it knows in static fields, so each run has a process of its own. */
  private String check(String configuration) throws Exception {
    Path output = scratch.resolve("output.txt");
    Path tlc =
        Path.of(
            Class.forName("tlc2.TLC").getProtectionDomain().getCodeSource().getLocation().toURI());
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                LARGE ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (LARGE ? 4 : 1),
                "-Xmx2g",
                "-cp",
                tlc.toString(),
                "tlc2.TLC",
                "-workers",
                "auto",
                "-metadir",
                scratch.toString(),
                "-config",
                DESIGN.resolve(configuration).toString(),
                DESIGN.resolve("rounds.tla").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LARGE ? 120 : 10, TimeUnit.MINUTES))
          .as("TLC has come to an end")
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }

  private static String line(String text, String pattern) {
    return text.lines().filter(line -> line.matches(pattern)).findFirst().orElse("");
  }
}

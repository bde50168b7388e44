package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands that the documentation shows are commands: each {@code java -jar ...} in a block of
 * shell. In the package of the command line, to ask it without running anything.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Pattern COMMAND = Pattern.compile("\\bjava (?:-\\S+ )*?-jar \\S+\\.jar(.*)");
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|[^\\s\"']+");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Host host =
      new Host(
          new PrintStream(out, true, UTF_8),
          new PrintStream(err, true, UTF_8),
          Optional.empty(),
          new ClusterEngine(),
          stop -> () -> {});
  private final Cli cli = new Cli(Pipelines.services(), host);

  record Shown(String page, List<String> words) {}

  static List<Shown> shown() throws IOException {
    List<Shown> all = new ArrayList<>();
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        for (String line : block.group(1).replaceAll("\\\\\n\\s*", "").split("\n")) {
          Matcher command = COMMAND.matcher(line);
          if (command.find() && !command.group(1).isBlank()) {
            all.add(new Shown(page.toString(), words(command.group(1))));
          }
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(30);
    return all;
  }

  @ParameterizedTest
  @MethodSource("shown")
  void isUnderstood(Shown shown) {
    assertThatCode(() -> cli.commands().parseArgs(shown.words().toArray(String[]::new)))
        .as("%s", shown)
        .doesNotThrowAnyException();
  }

  static List<Shown> runs() throws IOException {
    return shown().stream()
        .filter(shown -> List.of("run", "local-cluster").contains(shown.words().get(0)))
        .toList();
  }

  /** The pipeline is there, and so are the settings, the sources and sinks that are bound. */
  @ParameterizedTest
  @MethodSource("runs")
  void fitsThePipeline(Shown run) {
    List<String> topology = new ArrayList<>(List.of("topology", run.words().get(1)));
    for (int i = 2; i < run.words().size(); i++) {
      if (run.words().get(i).equals("--set")) {
        topology.addAll(run.words().subList(i, i + 2));
      }
    }
    int code = cli.execute(topology.toArray(String[]::new));
    assertThat(err.toString(UTF_8)).as("%s", run).isEmpty();
    assertThat(code).as("%s", run).isZero();
    assertThat(out.toString(UTF_8)).as("%s", run).contains(run.words().get(1));
  }

  private static List<String> words(String text) {
    return WORD.matcher(text)
        .results()
        .map(word -> word.group().replaceAll("^[\"']|[\"']$", ""))
        .takeWhile(word -> !word.matches("[#&|>].*"))
        .toList();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "src-docs", "sample-apps")) {
      int depth = folder.isEmpty() ? 1 : 2;
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder), depth)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }
}

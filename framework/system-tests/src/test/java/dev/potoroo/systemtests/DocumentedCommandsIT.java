package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody follows the documentation, page by page, and types each command that it shows, in its
 * order, in an empty folder. Each must do what it is shown for: end with exit code 0, or start a
 * pipeline that ends with 0 when it is stopped. {@link NotRun} has what is left out.
 */
class DocumentedCommandsIT {
  private static final String GENERATED =
      "run stock-prices --set bindings.ticks.connector=generator --set bindings.ticks.rate=1000";
  private static final String HELD = "http://127.0.0.1:7626/api/v1/pipelines/stock-prices/steps/";

  /** Has a record held, for what is shown of keys that are quarantined. */
  private static final String QUARANTINED =
      "java -jar sample-apps.jar entity pause latest-price IBM --reason given"
          + " --at http://127.0.0.1:7626 || true\n"
          + "for i in $(seq 600); do curl "
          + HELD
          + "latest-price/quarantine/IBM | grep -q '\"held\":[1-9]' && break; sleep 0.1; done";

  /** A line that is no trade, and its dead letter. */
  private static final String GIVEN_UP =
      "echo nothing > /dev/tcp/127.0.0.1/7001; for i in $(seq 600);"
          + " do test -s data/stock-prices/dead-letters.jsonl && break; sleep 0.1; done";

  private static final String[] DATABASE = {
    "export POTOROO_STORE=postgres",
    "export POTOROO_STORE_URL=jdbc:postgresql://db.example.com:5432/postgres",
    "export POTOROO_STORE_USER=postgres"
  };

  /** What pages take for granted. */
  private static final Map<String, Reader.Given> GIVEN =
      Map.of(
          "src-docs/guide/clusters.md", Reader.Given.running(GENERATED).once(DATABASE),
          "src-docs/guide/errors-and-quarantine.md",
              Reader.Given.running(GENERATED).first(QUARANTINED),
          "src-docs/guide/rounds.md", Reader.Given.running(GENERATED),
          "src-docs/guide/store.md", Reader.Given.running(GENERATED),
          "src-docs/operating/metrics.md", Reader.Given.running(GENERATED),
          "src-docs/guide/dead-letters.md",
              Reader.Given.running(
                      "run stock-prices --set bindings.ticks.connector=tcp"
                          + " --set bindings.ticks.port=7001")
                  .first(GIVEN_UP),
          "src-docs/operating/backup.md",
              Reader.Given.nothing()
                  .once(
                      "psql -c \"CREATE DATABASE potoroo\"",
                      "psql -d potoroo -c \"CREATE SCHEMA potoroo\""),
          "src-docs/reference/rest.md",
              Reader.Given.running(
                  "run word-count --keep-running --set steps.count.history=5"
                      + " --set bindings.lines.connector=file"
                      + " --set bindings.lines.path=lines.txt"));

  /** What answers with an error, as the page says, or has no end. */
  private static final Map<Pattern, Integer> EXIT_CODES =
      Map.of(
          Pattern.compile("curl .*/entities/unicorn"), 22,
          Pattern.compile("curl .*/quarantine/eel"), 22,
          Pattern.compile("curl -N .*/tail"), 28);

  private static final Pattern OUR_FILES =
      Pattern.compile("(?:^|[ /])((?:deploy|conf|sample-apps)/[\\w./@-]+\\.\\w+)");

  @TempDir private Path folder;

  /**
   * The commands of a page.
   *
   * @param name of the page
   * @param lines all that are to be run
   */
  record Page(String name, List<ShownLine> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void needsAShell() {
    String[] path = System.getenv().getOrDefault("PATH", "").split(":");
    for (String tool : List.of("bash", "curl")) {
      boolean isHere = Stream.of(path).anyMatch(one -> Files.isExecutable(Path.of(one, tool)));
      assumeTrue(
          isHere, "the commands of the documentation need [" + tool + "], which is not here");
    }
  }

  static List<Page> pages() {
    Map<String, List<ShownLine>> pages =
        ShownLine.all().stream()
            .filter(line -> NotRun.of(line).isEmpty())
            .collect(
                Collectors.groupingBy(ShownLine::page, LinkedHashMap::new, Collectors.toList()));
    assertThat(pages).hasSizeGreaterThan(10);
    return pages.entrySet().stream().map(e -> new Page(e.getKey(), e.getValue())).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void doWhatTheyAreShownFor(Page page) throws IOException {
    Reader.Given given = GIVEN.getOrDefault(page.name(), Reader.Given.nothing());
    try (Reader reader = new Reader(folder, given)) {
      for (ShownLine line : page.lines()) {
        reader.types(line, exitCode(line));
      }
      reader.stops();
    }
  }

  private static int exitCode(ShownLine line) {
    return EXIT_CODES.entrySet().stream()
        .filter(one -> one.getKey().matcher(line.text()).find())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(0);
  }

  /** Else it would hide a command that comes later. */
  @Test
  void leavesOutOnlyWhatIsShown() {
    List<ShownLine> all = ShownLine.all();
    for (NotRun one : NotRun.ALL) {
      assertThat(all)
          .as("%s", one)
          .anyMatch(line -> NotRun.of(line).filter(one::equals).isPresent());
    }
    for (Pattern one : EXIT_CODES.keySet()) {
      assertThat(all).as("%s", one).anyMatch(line -> one.matcher(line.text()).find());
    }
  }

  /** What is left out is looked at by a test that there is, and its files are there. */
  @Test
  void leavesOutNothingUnseen() throws IOException {
    try (Stream<Path> files = Files.walk(ShownLine.ROOT.resolve("framework"));
        Stream<Path> samples = Files.walk(ShownLine.ROOT.resolve("sample-apps/src"))) {
      TreeSet<String> tests =
          Stream.concat(files, samples)
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      for (NotRun one : NotRun.ALL) {
        one.test().ifPresent(test -> assertThat(tests).as("%s", one).contains(test));
      }
    }
    for (ShownLine line : ShownLine.all()) {
      Matcher file = OUR_FILES.matcher(NotRun.of(line).isPresent() ? line.text() : "");
      while (file.find()) {
        // In the distribution they lie elsewhere than here.
        String here = file.group(1).replaceFirst("^(deploy|conf)/", "config/");
        assertThat(ShownLine.ROOT.resolve(here)).as("%s", line).exists();
      }
    }
  }
}

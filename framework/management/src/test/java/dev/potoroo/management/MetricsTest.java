package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.JacksonSupport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Metrics are there, and what names them (the page, the dashboard, the alerts) names no others. */
class MetricsTest {
  private static final Path OBSERVABILITY = root().resolve("config/observability");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:potoroo|jvm|process|system)_[a-z0-9_]+");
  private static TestMember member;
  private static String text;

  @BeforeAll
  static void start() throws Exception {
    member = TestMember.start("");
    member.service.objects.put("a-key-of-somebody", 1L);
    HttpResponse<String> answer = member.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=UTF-8");
    text = answer.body();
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @Test
  void tellsEachMetricOfTheTableWithItsHelpAndType() {
    for (MetricFamily family : MetricTable.FAMILIES) {
      assertThat(text)
          .contains("# HELP %s %s\n".formatted(family.shown(), family.help()))
          .contains("# TYPE %s %s\n".formatted(family.shown(), family.kind().name().toLowerCase()));
    }
    assertThat(text).contains("jvm_memory_used_bytes{", "process_cpu_usage ");
  }

  @Test
  void tellsValuesInSecondsByThePartsOfThePipeline() {
    assertThat(text.lines())
        .contains(
            "potoroo_source_records_total{pipeline=\"word-count\",source=\"lines\"} 250.0",
            "potoroo_source_lag{pipeline=\"word-count\",source=\"lines\"} -1.0",
            "potoroo_step_objects{pipeline=\"word-count\",step=\"count\"} 1.0",
            "potoroo_sink_waiting_records{pipeline=\"word-count\",sink=\"counts\"} 7.0",
            "potoroo_lane_busy_seconds_total{lane=\"0\",pipeline=\"word-count\"} 1.5",
            "potoroo_store_seconds_total{pipeline=\"word-count\"} 0.5",
            "potoroo_step_handler_seconds_bucket{pipeline=\"word-count\",step=\"count\",le=\"1.0E-6\"} 5",
            "potoroo_step_handler_seconds_bucket{pipeline=\"word-count\",step=\"count\",le=\"2.0E-6\"} 8",
            "potoroo_step_handler_seconds_bucket{pipeline=\"word-count\",step=\"count\",le=\"+Inf\"} 10",
            "potoroo_step_handler_seconds_count{pipeline=\"word-count\",step=\"count\"} 10",
            "potoroo_step_handler_seconds_sum{pipeline=\"word-count\",step=\"count\"} 0.012");
  }

  @Test
  void countsEachRoundOnceHoweverOftenItIsAsked() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(member.get("/metrics").body().lines())
          .contains(
              "potoroo_round_pause_seconds_count{pipeline=\"word-count\"} 1",
              "potoroo_round_pause_seconds_sum{pipeline=\"word-count\"} 0.002905",
              "potoroo_round_written_bytes_sum{pipeline=\"word-count\"} 91442.0",
              "potoroo_round_committed{pipeline=\"word-count\"} 388.0",
              "potoroo_round_age_seconds{pipeline=\"word-count\"} 0.412");
    }
  }

  @Test
  void namesNoKeyAndHasFewSeries() {
    assertThat(text).doesNotContain("a-key-of-somebody");
    long series = text.lines().filter(line -> !line.startsWith("#")).count();
    assertThat(series).isLessThan(1500);
  }

  @Test
  void areAllExplainedAndNoOthers() throws Exception {
    String page = Files.readString(root().resolve("src-docs/operating/metrics.md"));
    Set<String> explained =
        Pattern.compile("(?m)^\\| `(potoroo_[a-z_]+)`")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(explained).isEqualTo(names(true));
    for (MetricFamily family : MetricTable.FAMILIES) {
      assertThat(page)
          .contains(
              "| `%s` | %s | %s |"
                  .formatted(family.shown(), family.kind().name().toLowerCase(), family.help()));
    }
  }

  @Test
  void areNamedRightlyByTheDashboardAndTheAlerts() throws Exception {
    Set<String> known = names(false);
    List<String> expressions = new ArrayList<>();
    JsonNode dashboard =
        JacksonSupport.json().readTree(Files.readString(OBSERVABILITY.resolve("dashboard.json")));
    expressions.addAll(dashboard.findValuesAsText("expr"));
    expressions.addAll(dashboard.findValuesAsText("definition"));
    Files.readAllLines(OBSERVABILITY.resolve("alerts.yml")).stream()
        .filter(line -> line.strip().startsWith("expr:"))
        .forEach(expressions::add);
    assertThat(expressions).hasSizeGreaterThan(20);
    List<String> named =
        expressions.stream()
            .flatMap(expression -> NAME.matcher(expression).results())
            .map(MatchResult::group)
            .toList();
    assertThat(named).hasSizeGreaterThan(20).isSubsetOf(known);
  }

  @Test
  void explainEachAlert() throws Exception {
    String page = Files.readString(root().resolve("src-docs/operating/metrics.md"));
    List<String> explained =
        Pattern.compile("(?m)^\\| `(Potoroo\\w+)`")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    List<String> alerts =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(OBSERVABILITY.resolve("alerts.yml")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(alerts).isNotEmpty().isEqualTo(explained);
  }

  @Test
  void areWellFormedForPrometheusAndSoAreTheAlerts() throws Exception {
    assumeTrue(
        isInstalled("promtool"), "promtool is not there: apt-get install prometheus brings it");
    assertThat(run(text, "promtool", "check", "metrics")).doesNotContain("error");
    assertThat(run("", "promtool", "check", "rules", OBSERVABILITY.resolve("alerts.yml") + ""))
        .contains("SUCCESS");
    assertThat(
            run(
                "",
                "promtool",
                "test",
                "rules",
                OBSERVABILITY.resolve("alerts-test.yml").toString()))
        .contains("SUCCESS");
  }

  /** With or without what histograms add; ours alone, or all. */
  private static Set<String> names(boolean ours) {
    Set<String> names = new TreeSet<>();
    text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" "))
        .filter(line -> !ours || line[2].startsWith("potoroo_"))
        .forEach(
            line -> {
              names.add(line[2]);
              if (!ours && !line[3].equals("gauge")) {
                Stream.of("_bucket", "_sum", "_count").forEach(end -> names.add(line[2] + end));
              }
            });
    if (ours) {
      // Micrometer adds the largest of late to each summary.
      names.removeIf(name -> name.startsWith("potoroo_round_") && name.endsWith("_max"));
    }
    return names;
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static String run(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("src-docs"))) {
      at = at.getParent();
    }
    return at;
  }
}

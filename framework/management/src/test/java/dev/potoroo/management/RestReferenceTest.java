package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import dev.potoroo.JacksonSupport;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page says of requests and answers is so. */
class RestReferenceTest {
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "curl \"?http://127\\.0\\.0\\.1:7626([^\\s\"]*)\"?\n```\n```json\n(.*?)```",
          Pattern.DOTALL);
  private static final Pattern CURL =
      Pattern.compile("curl \"?http://127\\.0\\.0\\.1:7626([^\\s\"]*)\"?");
  private static final Pattern ROUTE = Pattern.compile("`GET (/[^`\\s]*)`");
  private static String page;
  private static TestMember member;

  @BeforeAll
  static void start() throws IOException {
    page = Files.readString(root().resolve("src-docs/reference/rest.md"));
    member = TestMember.start("");
    member.service.objects.put("cat", 8141L);
    member.service.objects.put("car", 1L);
    member.service.objects.put("cab", 1L);
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @Test
  void showsRequestsThatAnswer() throws Exception {
    List<String> paths = found(CURL).map(match -> match.group(1)).toList();
    assertThat(paths).hasSizeGreaterThan(8);
    for (String path : paths) {
      int expected = path.contains("unicorn") ? 404 : 200;
      assertThat(member.get(path).statusCode()).as(path).isEqualTo(expected);
    }
  }

  @Test
  void listsRoutesThatAnswer() throws Exception {
    Map<String, String> values =
        Map.of(
            "{pipeline}", "word-count", "{step}", "count", "{key}", "cat", "{quarantined}", "eel");
    List<String> routes = found(ROUTE).map(match -> match.group(1)).toList();
    assertThat(routes).hasSizeGreaterThan(8);
    for (String route : routes) {
      String path = route;
      for (Map.Entry<String, String> value : values.entrySet()) {
        path = path.replace(value.getKey(), value.getValue());
      }
      assertThat(member.get(path).statusCode()).as(path).isIn(200, 307);
    }
  }

  @Test
  void showsAnswersWithTheFieldsTheyHave() throws Exception {
    List<MatchResult> examples = found(EXAMPLE).toList();
    assertThat(examples).hasSizeGreaterThan(5);
    for (MatchResult example : examples) {
      HttpResponse<String> answer = member.get(example.group(1));
      JsonNode shown = JacksonSupport.json().readTree(example.group(2));
      assertThat(fields(TestMember.json(answer))).as(example.group(1)).containsAll(fields(shown));
      if (!example.group(1).startsWith("/cluster")) {
        assertThat(fields(shown)).as(example.group(1)).containsAll(fields(TestMember.json(answer)));
      }
    }
  }

  @Test
  void showsAProblemAsItIs() throws Exception {
    MatchResult example =
        found(EXAMPLE)
            .filter(match -> match.group(1).contains("unicorn"))
            .findFirst()
            .orElseThrow();
    assertThat(TestMember.json(member.get(example.group(1))))
        .isEqualTo(JacksonSupport.json().readTree(example.group(2)));
  }

  @Test
  void namesEachCodeOfTheEndpoint() {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.code().startsWith("POTOROO-5")) {
        assertThat(page).contains("`" + code.code() + "`");
      }
    }
  }

  private static Stream<MatchResult> found(Pattern pattern) {
    return pattern.matcher(page).results();
  }

  /** Names of all fields at any depth, with those around them. */
  private static TreeSet<String> fields(JsonNode node) {
    TreeSet<String> names = new TreeSet<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      names.add(field.getKey());
      fields(field.getValue()).forEach(name -> names.add(field.getKey() + "." + name));
    }
    if (node.isArray()) {
      node.forEach(element -> names.addAll(fields(element)));
    }
    return names;
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("src-docs"))) {
      at = at.getParent();
    }
    return at;
  }
}

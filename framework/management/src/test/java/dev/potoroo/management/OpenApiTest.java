package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.ErrorCode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The document describes what the endpoint answers: all of it, and nothing else. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final Map<String, String> VALUES =
      Map.of(
          "{pipeline}", "word-count", "{step}", "count", "{source}", "lines", "{file}", "page.css");
  private static TestMember member;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    member = TestMember.start("potoroo.management.max-requests-per-second = 1000000");
    HttpResponse<String> answer = member.get("/api/v1/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    document = TestMember.json(answer);
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  @BeforeEach
  void fill() {
    member.service.objects.put("cat", 1L);
  }

  @Test
  void refersOnlyToWhatIsThere() {
    assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    List<String> references = document.findValuesAsText("$ref");
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void describesOnlyWhatAnswers() throws Exception {
    for (Operation operation : operations()) {
      if (operation.isStream()) {
        assertThat(member.statusOfStream(operation.path())).as("%s", operation).isEqualTo(200);
        continue;
      }
      HttpResponse<String> answer = member.order(operation.method(), operation.path(), "{}");
      assertThat(answer.statusCode()).as(operation.toString()).isNotIn(405, 500);
      assertThat(answer.body()).as(operation.toString()).doesNotContain(noSuchPath());
      boolean described = operation.responses().has(String.valueOf(answer.statusCode()));
      boolean isProblem = TestMember.isProblem(answer);
      assertThat(described || isProblem).as("%s: %s", operation, answer.statusCode()).isTrue();
    }
  }

  /** Each word that the routes are made of, at each place where a path could go on. */
  @Test
  void describesAllThatAnswers() throws Exception {
    Set<String> described = new TreeSet<>();
    Set<Pattern> templates = new HashSet<>();
    Set<String> places = new TreeSet<>();
    for (Operation operation : operations()) {
      described.add(operation.method() + " " + operation.path());
      templates.add(
          Pattern.compile(
              operation.method() + " " + operation.template().replaceAll("\\{\\w+}", "[^/]+")));
      String path = operation.path();
      for (int slash = path.lastIndexOf('/');
          slash >= 0;
          slash = path.lastIndexOf('/', slash - 1)) {
        places.add(path.substring(0, slash));
      }
      places.add(path);
    }
    Set<String> words = wordsOfTheRoutes();
    assertThat(words).contains("entities", "quarantine", "openapi.json");
    Set<String> found = new TreeSet<>();
    for (String place : places) {
      if (place.startsWith("/cluster") || place.startsWith("/ui/")) {
        continue;
      }
      for (String word : words) {
        addMethods(place + "/" + word, found);
      }
    }
    assertThat(found).isNotEmpty();
    assertThat(found)
        .allMatch(one -> templates.stream().anyMatch(known -> known.matcher(one).matches()));
    assertThat(described.stream().filter(one -> one.contains("/api/v1/")))
        .allMatch(found::contains);
  }

  private static void addMethods(String path, Set<String> found) throws Exception {
    HttpResponse<String> answer = member.send("DELETE", path);
    if (answer.statusCode() == 405) {
      for (String method : answer.headers().firstValue("Allow").orElseThrow().split(", ")) {
        if (!method.equals("HEAD")) {
          found.add(method + " " + path);
        }
      }
    } else {
      assertThat(answer.body()).as(path).contains(noSuchPath());
    }
  }

  @Test
  void needsTheRolesThatItSays() throws Exception {
    for (Operation operation : operations()) {
      String role = operation.role();
      int status =
          operation.isStream()
              ? member.statusOfStream(operation.path())
              : member.send(operation.method(), operation.path()).statusCode();
      assertThat(status == 401)
          .as("%s without a token", operation)
          .isEqualTo(role.equals("operate") || role.equals("edit"));
    }
  }

  @Test
  void describesTheFieldsOfTheAnswers() throws Exception {
    int compared = 0;
    for (Operation operation : operations()) {
      JsonNode schema = operation.responses().at("/200/content/application~1json/schema");
      if (operation.method().equals("GET") && schema.has("$ref")) {
        HttpResponse<String> answer = member.get(operation.path());
        if (answer.statusCode() == 200) {
          compare(operation.path(), resolved(schema), TestMember.json(answer));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(9);
  }

  private static void compare(String where, JsonNode schema, JsonNode answer) {
    if (schema.has("properties") && answer.isObject()) {
      Set<String> named = new HashSet<>();
      schema.get("properties").fieldNames().forEachRemaining(named::add);
      Set<String> there = new HashSet<>();
      answer.fieldNames().forEachRemaining(there::add);
      assertThat(there).as(where).isEqualTo(named);
      for (String name : named) {
        compare(where + "." + name, resolved(schema.get("properties").get(name)), answer.get(name));
      }
    } else if (schema.has("items") && !answer.isEmpty()) {
      compare(where + "[]", resolved(schema.get("items")), answer.get(0));
    }
  }

  private static JsonNode resolved(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
  }

  private record Operation(
      String method, String template, String path, String role, JsonNode responses) {

    boolean isStream() {
      return responses.at("/200/content").has("text/event-stream");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        assertThat(METHODS).contains(method.getKey());
        operations.add(
            new Operation(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                filled(path.getKey()),
                method.getValue().path("x-role").asText(""),
                method.getValue().get("responses")));
      }
    }
    assertThat(operations).hasSizeGreaterThan(20);
    return operations;
  }

  private static String filled(String template) {
    String path = template.replace("{key}", template.contains("quarantine") ? "eel" : "cat");
    for (Map.Entry<String, String> value : VALUES.entrySet()) {
      path = path.replace(value.getKey(), value.getValue());
    }
    return path;
  }

  private static String noSuchPath() {
    return ErrorCode.NO_SUCH_PATH.code();
  }

  /** The texts in the source of the routes, and what stands for names in the document. */
  private static Set<String> wordsOfTheRoutes() throws IOException {
    Path main = Path.of("src/main/java/dev/potoroo/management");
    Set<String> words = new TreeSet<>(VALUES.values());
    words.add("cat");
    words.add("eel");
    try (var files = Files.list(main)) {
      for (Path file : files.filter(one -> one.toString().endsWith("Routes.java")).toList()) {
        Matcher literal = Pattern.compile("\"([a-z][a-z0-9.-]*)\"").matcher(Files.readString(file));
        while (literal.find()) {
          words.add(literal.group(1));
        }
      }
    }
    return words;
  }
}

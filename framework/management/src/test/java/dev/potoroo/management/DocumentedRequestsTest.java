package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.potoroo.JacksonSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each request with curl that the documentation shows is one that the endpoint has. */
class DocumentedRequestsTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern CURL =
      Pattern.compile("curl((?: [^`\n]*?)?) \"?http://127\\.0\\.0\\.1:762[67](/[^\\s\"`']*)");
  private static final Pattern PARAMETER = Pattern.compile("[?&](\\w+)=");
  private static JsonNode document;

  private record Request(String method, String path, Set<String> parameters, String shown) {}

  @BeforeAll
  static void read() throws IOException {
    Path file = Path.of("src/main/resources/dev/potoroo/management/openapi.json");
    document = JacksonSupport.json().readTree(Files.readString(file));
  }

  @Test
  void areDescribed() throws IOException {
    List<Request> requests = requests();
    assertThat(requests).hasSizeGreaterThan(40);
    for (Request request : requests) {
      Optional<JsonNode> operation = operation(request);
      assertThat(operation).as(request.shown()).isPresent();
      assertThat(named(operation.get())).as(request.shown()).containsAll(request.parameters());
    }
  }

  private static List<Request> requests() throws IOException {
    List<Request> requests = new ArrayList<>();
    for (Path page : pages()) {
      Matcher curl = CURL.matcher(Files.readString(page).replaceAll("\\\\\n\\s*", ""));
      while (curl.find()) {
        requests.add(request(curl.group(1), curl.group(2), page + ": " + curl.group()));
      }
    }
    // What Pekko brings is in its own documentation.
    requests.removeIf(request -> request.path().startsWith("/cluster/"));
    return requests;
  }

  private static Request request(String options, String address, String shown) {
    Matcher method = Pattern.compile("-X ([A-Z]+)").matcher(options);
    boolean posts = options.contains(" -d ");
    Set<String> parameters = new TreeSet<>();
    PARAMETER.matcher(address).results().forEach(one -> parameters.add(one.group(1)));
    return new Request(
        method.find() ? method.group(1) : posts ? "POST" : "GET",
        address.replaceFirst("\\?.*", ""),
        parameters,
        shown);
  }

  private static Optional<JsonNode> operation(Request request) {
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      JsonNode operation = path.getValue().path(request.method().toLowerCase(Locale.ROOT));
      if (request.path().matches(path.getKey().replaceAll("\\{\\w+}", "[^/]+"))
          && !operation.isMissingNode()) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }

  private static Set<String> named(JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode whole =
          parameter.has("$ref")
              ? document.at(parameter.get("$ref").asText().substring(1))
              : parameter;
      names.add(whole.path("name").asText());
    }
    return names;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("src-docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }
}

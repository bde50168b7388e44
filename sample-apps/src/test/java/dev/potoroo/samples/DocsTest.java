package dev.potoroo.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the documentation true. Each Java block is a region of a compiled source, named in the line
 * before the block ({@code <!-- from PATH#REGION -->}, PATH from the root of the repository); a
 * region lies between {@code // #region NAME} and {@code // #endregion}.
 */
class DocsTest {
  private static final Path ROOT = root();
  private static final Pattern MARKER = Pattern.compile("<!-- from (\\S+)#(\\S+) -->");
  private static final Pattern STATION =
      Pattern.compile("(?m)^## (\\d+)\\. \\[(\\w+)]\\((\\S+)\\)");
  private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("src-docs"))) {
      Stream.of(top, docs, Stream.of(ROOT.resolve("sample-apps/README.md")))
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .map(ROOT::relativize)
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void showsCompiledJava(Path page) throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve(page));
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).equals("```java")) {
        continue;
      }
      String place = page + ":" + (i + 1);
      Matcher marker = MARKER.matcher(i == 0 ? "" : lines.get(i - 1));
      assertThat(marker.matches()).as("%s: marker <!-- from ... --> above", place).isTrue();
      int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
      assertThat(String.join("\n", lines.subList(i + 1, end)))
          .as(place)
          .isEqualTo(region(marker.group(1), marker.group(2)));
    }
  }

  @Test
  void walksTheWayOfARecordThroughAtMostTenFilesThatAreThere() throws IOException {
    Path page = ROOT.resolve("src-docs/design/the-way-of-a-record.md");
    String text = Files.readString(page);
    Map<String, String> sources = new LinkedHashMap<>();
    Matcher station = STATION.matcher(text);
    while (station.find()) {
      assertThat(station.group(1)).isEqualTo(String.valueOf(sources.size() + 1));
      Path file = page.resolveSibling(station.group(3)).normalize();
      assertThat(file).hasFileName(station.group(2) + ".java").exists();
      sources.put(station.group(2), Files.readString(file));
    }
    assertThat(sources).hasSizeBetween(2, 10);

    Matcher method = METHOD.matcher(text);
    while (method.find()) {
      assertThat(sources).as("files of the way").containsKey(method.group(1));
      assertThat(sources.get(method.group(1)))
          .as("methods of [%s]", method.group(1))
          .containsPattern("\\b" + method.group(2) + "\\(");
    }
  }

  private static String region(String path, String name) throws IOException {
    assertThat(path).matches(".*/src/(main|test)/java/.*\\.java");
    List<String> lines = Files.readAllLines(ROOT.resolve(path));
    int begin = lines.stream().map(String::strip).toList().indexOf("// #region " + name);
    assertThat(begin).as("region [%s] in %s", name, path).isNotNegative();
    return lines.subList(begin + 1, lines.size()).stream()
        .takeWhile(line -> !line.strip().equals("// #endregion"))
        .reduce("", (text, line) -> text + line + "\n")
        .stripTrailing() // a last line without indent would count as the indent of all
        .stripIndent();
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("sample-apps"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}

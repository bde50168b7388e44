package dev.potoroo.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of this repository. */
class SiteTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern ADDRESS = Pattern.compile("(href|src)=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("id=\"([^\"]*)\"");

  @TempDir static Path out;

  @BeforeAll
  static void write() throws IOException {
    Main.main(new String[] {ROOT.toString(), out.toString()});
  }

  @Test
  void hasAPageForEach() throws IOException {
    assertThat(html()).hasSizeGreaterThan(30);
    assertThat(out.resolve("index.html")).content().contains("<title>Potoroo</title>");
    assertThat(out.resolve("guide/run.html"))
        .content()
        .contains("<li class=\"here\"><a href=\"run.html\">", "<table>", "id=\"");
    assertThat(out.resolve("repository/README.html"))
        .content()
        .contains("href=\"../guide/store.html\"")
        .doesNotContain("from sample-apps");
  }

  @Test
  void linksToWhatItHas() throws IOException {
    for (Path page : html()) {
      Matcher address = ADDRESS.matcher(Files.readString(page));
      while (address.find()) {
        String[] parts = address.group(2).split("#", 2);
        if (parts[0].matches("[a-z]+:.*")) {
          continue;
        }
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        assertThat(file).as("%s in %s", address.group(), page).isRegularFile();
        if (parts.length == 2) {
          assertThat(ids(file)).as("%s in %s", address.group(), page).contains(parts[1]);
        }
      }
    }
  }

  @Test
  void asksNoOtherServer() throws IOException {
    for (Path page : html()) {
      assertThat(Files.readString(page))
          .as("%s", page)
          .doesNotContainPattern("src=\"[a-z]+:")
          .doesNotContainPattern("<(script|iframe|object|embed)\\b")
          .doesNotContainPattern("<link [^>]*href=\"http");
    }
    assertThat(out.resolve("site.css")).content().doesNotContain("url(", "@import");
  }

  private static List<Path> html() throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.filter(file -> file.toString().endsWith(".html")).toList();
    }
  }

  private static Set<String> ids(Path page) throws IOException {
    return ID.matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }
}

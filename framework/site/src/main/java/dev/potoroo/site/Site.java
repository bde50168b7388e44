package dev.potoroo.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documentation as static web pages: each page, and each file of the repository that one links
 * to. They need no server and ask no other one for anything.
 */
final class Site {
  static final String STYLE = "site.css";

  private final Docs docs;
  private final Addresses addresses;
  private final Renderer renderer;
  private final Template template;

  /**
   * @param docs pages without {@link Docs#faults}
   */
  Site(Docs docs) {
    this.docs = docs;
    this.addresses = new Addresses(docs.root());
    this.renderer = new Renderer(addresses);
    this.template = new Template(Navigation.of(docs), addresses);
  }

  void write(Path out) throws IOException {
    Set<String> linked = new TreeSet<>();
    for (Page page : docs.pages().values()) {
      String html = template.page(page.path(), page.title(), page.sections(), renderer.html(page));
      write(out.resolve(addresses.of(page.path())), html);
      page.links()
          .forEach(link -> Target.of(page.path(), link).ifPresent(t -> linked.add(t.path())));
    }
    linked.removeAll(docs.pages().keySet());
    for (String path : linked) {
      writeFile(path, out.resolve(addresses.of(path)));
    }
    try (InputStream style = Site.class.getResourceAsStream(STYLE)) {
      Files.write(out.resolve(STYLE), Objects.requireNonNull(style).readAllBytes());
    }
  }

  private void writeFile(String path, Path to) throws IOException {
    Path file = docs.root().resolve(path);
    if (path.endsWith(".svg")) {
      Files.createDirectories(to.getParent());
      Files.write(to, Files.readAllBytes(file));
      return;
    }
    String text = Files.isDirectory(file) ? names(file) : Files.readString(file);
    String body = "<h1>%s</h1>\n<pre><code>%s</code></pre>";
    write(
        to,
        template.page(
            path, path, List.of(), body.formatted(Html.escaped(path), Html.escaped(text))));
  }

  private static String names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
          .sorted()
          .collect(Collectors.joining("\n"));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}

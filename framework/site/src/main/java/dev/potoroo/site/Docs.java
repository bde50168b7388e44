package dev.potoroo.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All pages of the repository: those of {@code src-docs}, those beside the root pom, and those of
 * the sample applications.
 *
 * @param root the root of the repository
 * @param pages by path
 */
record Docs(Path root, Map<String, Page> pages) {
  static final String FOLDER = "src-docs/";
  static final String INDEX = FOLDER + "index.md";

  static Docs read(Path root) throws IOException {
    Map<String, Page> pages = new TreeMap<>();
    read(root, root, 1, pages);
    read(root, root.resolve(FOLDER), Integer.MAX_VALUE, pages);
    Path samples = root.resolve("sample-apps");
    if (Files.isDirectory(samples)) {
      read(root, samples, 2, pages);
    }
    return new Docs(root, pages);
  }

  private static void read(Path root, Path folder, int depth, Map<String, Page> pages)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".md")).toList()) {
        String path = root.relativize(file).toString().replace('\\', '/');
        pages.put(path, Page.parse(path, Files.readString(file)));
      }
    }
  }

  Optional<Page> page(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  /** All that keeps them from being a site, each with the page and what to do. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Page page : pages.values()) {
      page.links().forEach(link -> fault(page, link).ifPresent(faults::add));
      for (String html : page.html()) {
        faults.add(
            "%s has HTML [%s]: write Markdown, or put it between backquotes"
                .formatted(page.path(), html.strip()));
      }
    }
    Navigation navigation = Navigation.of(this);
    for (String path : pages.keySet()) {
      if (path.startsWith(FOLDER) && !path.equals(INDEX) && !navigation.has(path)) {
        faults.add("%s is not in %s: add it there".formatted(path, INDEX));
      }
    }
    return faults;
  }

  private Optional<String> fault(Page page, String link) {
    Optional<Target> target = Target.of(page.path(), link);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    String path = target.get().path();
    if (path.startsWith("..") || !Files.exists(root.resolve(path))) {
      return Optional.of("%s links to [%s], which does not exist".formatted(page.path(), link));
    }
    Optional<String> anchor = target.get().anchor();
    if (anchor.isPresent() && !page(path).map(to -> to.hasAnchor(anchor.get())).orElse(false)) {
      return Optional.of(
          "%s links to [%s], where no heading has the anchor [%s]"
              .formatted(page.path(), link, anchor.get()));
    }
    return Optional.empty();
  }
}

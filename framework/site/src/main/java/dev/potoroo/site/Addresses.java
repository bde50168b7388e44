package dev.potoroo.site;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which file of the site shows which file of the repository. */
final class Addresses {
  private final Path root;

  Addresses(Path root) {
    this.root = root;
  }

  /**
   * Where {@code path}, from the root of the repository, is shown, from the root of the site: a
   * page of {@code src-docs} where it is there, all else below {@code repository}.
   */
  String of(String path) {
    String place =
        path.startsWith(Docs.FOLDER) ? path.substring(Docs.FOLDER.length()) : "repository/" + path;
    if (path.endsWith(".svg")) {
      return place;
    }
    if (path.endsWith(".md")) {
      return place.substring(0, place.length() - ".md".length()) + ".html";
    }
    return Files.isDirectory(root.resolve(path)) ? place + "/index.html" : place + ".html";
  }

  /** The way from one file of the site to another. */
  static String relative(String from, String to) {
    Path folder = Path.of("/" + from).getParent();
    String way = folder == null ? to : folder.relativize(Path.of("/" + to)).toString();
    return way.replace('\\', '/');
  }
}

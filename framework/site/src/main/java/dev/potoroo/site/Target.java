package dev.potoroo.site;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a link leads: a file or directory of the repository, and a place in it.
 *
 * @param path from the root of the repository, with {@code /}
 * @param anchor what followed {@code #}
 */
record Target(String path, Optional<String> anchor) {

  /** Nothing for a link to another site. */
  static Optional<Target> of(String page, String link) {
    if (link.matches("[a-z]+:.*")) {
      return Optional.empty();
    }
    String[] parts = link.split("#", 2);
    Path file =
        parts[0].isEmpty() ? Path.of(page) : Path.of(page).resolveSibling(parts[0]).normalize();
    return Optional.of(
        new Target(
            file.toString().replace('\\', '/'),
            parts.length == 2 ? Optional.of(parts[1]) : Optional.empty()));
  }
}

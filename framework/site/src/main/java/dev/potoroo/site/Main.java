package dev.potoroo.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes the site: {@code Main ROOT OUT}, with the root of the repository and the directory for the
 * pages, which is made if it is not there. Pages that are there are written over.
 */
public final class Main {
  private Main() {}

  /**
   * Makes the site.
   *
   * @param args the root of the repository and the directory for the pages
   * @throws IOException if a page cannot be read or written
   * @throws IllegalArgumentException if {@code args} are not those two, or the documentation has
   *     faults, which the message lists
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException(
          "Give the root of the repository and the directory for the pages, not "
              + List.of(args)
              + ".");
    }
    Docs docs = Docs.read(Path.of(args[0]));
    List<String> faults = docs.faults();
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The documentation has faults:\n  " + String.join("\n  ", faults));
    }
    new Site(docs).write(Path.of(args[1]));
  }
}

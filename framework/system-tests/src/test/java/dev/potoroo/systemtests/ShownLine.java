package dev.potoroo.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that the documentation shows: a line of a block of shell, or a statement of a block of
 * SQL.
 *
 * @param page from the root of the repository
 * @param sql whether it is SQL
 * @param text as shown, continued lines joined
 */
record ShownLine(String page, boolean sql, String text) {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|sql)\n(.*?)^```");

  /** All, page by page, in the order of each page. */
  static List<ShownLine> all() {
    List<ShownLine> all = new ArrayList<>();
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Texts.read(page));
      while (block.find()) {
        boolean sql = block.group(1).equals("sql");
        String end = sql ? ";\n" : " && |\n";
        for (String text : block.group(2).replaceAll("\\\\\n\\s*", "").split(end)) {
          all.add(new ShownLine(ROOT.relativize(page).toString(), sql, text));
        }
      }
    }
    return all;
  }

  private static List<Path> pages() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("src-docs"))) {
      return Stream.of(top, docs, Stream.of(ROOT.resolve("sample-apps/README.md")))
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return page + ": " + text;
  }
}

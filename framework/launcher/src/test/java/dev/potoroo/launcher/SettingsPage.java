package dev.potoroo.launcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Markdown of a {@code reference.conf}: a section for each block, a part for each setting, with the
 * comment that stands above it. What is not in a block {@code potoroo} is left out, and so is the
 * head of the file.
 */
final class SettingsPage {
  private final StringBuilder page = new StringBuilder();
  private final Deque<String> path = new ArrayDeque<>();
  private final List<String> comment = new ArrayList<>();

  /** The setting whose lines are being read; a second one names its environment variable. */
  private Optional<Entry> open = Optional.empty();

  private record Entry(String key, String value, List<String> comment, Optional<String> variable) {}

  private SettingsPage() {}

  /**
   * @throws IllegalArgumentException if a setting has no comment
   */
  static String of(List<String> lines) {
    SettingsPage page = new SettingsPage();
    lines.forEach(line -> page.read(line.strip()));
    return page.page.toString();
  }

  private void read(String line) {
    if (line.startsWith("#")) {
      comment.add(line.substring(1));
    } else if (line.isEmpty()) {
      // A comment that is followed by nothing is about the file.
      comment.removeIf(one -> path.isEmpty());
    } else if (line.endsWith(" {}")) {
      // Its keys are names that users give.
      close();
      begin(line.substring(0, line.length() - " {}".length()));
      path.removeLast();
    } else if (line.equals("}")) {
      close();
      path.removeLast();
    } else if (line.endsWith("{")) {
      close();
      begin(line.substring(0, line.length() - 1).strip());
    } else if (isOurs()) {
      setting(line);
    }
  }

  private void begin(String name) {
    path.addLast(name);
    if (isOurs()) {
      page.append("\n## `").append(String.join(".", path)).append("`\n");
      text(comment);
    }
    comment.clear();
  }

  private void setting(String line) {
    String[] parts = line.split(" = ", 2);
    String key = String.join(".", path) + "." + parts[0];
    if (parts[1].startsWith("${?")) {
      String variable = parts[1].substring("${?".length(), parts[1].length() - 1);
      open = open.map(one -> new Entry(one.key, one.value, one.comment, Optional.of(variable)));
      return;
    }
    close();
    if (comment.isEmpty()) {
      throw new IllegalArgumentException(
          "[" + key + "] has no comment in reference.conf: say what it is.");
    }
    open = Optional.of(new Entry(key, parts[1], List.copyOf(comment), Optional.empty()));
    comment.clear();
  }

  private void close() {
    open.ifPresent(
        one -> {
          page.append("\n### `").append(one.key).append("`\n\nDefault `").append(one.value);
          one.variable.ifPresent(name -> page.append("`, environment variable `").append(name));
          page.append("`.\n");
          text(one.comment);
        });
    open = Optional.empty();
  }

  /** Lines of a paragraph become one; those that are set in are shown as they are. */
  private void text(List<String> lines) {
    StringBuilder paragraph = new StringBuilder();
    boolean code = false;
    for (String line : lines) {
      boolean setIn = line.startsWith("   ");
      if (setIn != code) {
        paragraph.append(setIn ? "\n\n```text\n" : "```\n\n");
        code = setIn;
      } else if (!setIn && !paragraph.isEmpty()) {
        paragraph.append(' ');
      }
      paragraph.append(setIn ? line.strip() + "\n" : escaped(line.strip()));
    }
    page.append(lines.isEmpty() ? "" : "\n" + paragraph + (code ? "```\n" : "\n"));
  }

  private static String escaped(String text) {
    return text.replace("*", "\\*").replace("<", "\\<").replaceAll("(?<!\\w)_|_(?!\\w)", "\\\\_");
  }

  private boolean isOurs() {
    return !path.isEmpty() && path.getFirst().split("\\.")[0].equals("potoroo");
  }
}

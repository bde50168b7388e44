package dev.potoroo.connector.file;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a sink goes over to its next file.
 *
 * @param size when one is at least so large, in bytes
 * @param after when it was begun so long ago
 */
record Roll(long size, Duration after) {
  static final String NUMBER = "{number}";
  static final String OPEN = ".open";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  /** Whether a file of that size and age is full, at the end of a round. */
  boolean isFull(long length, long ageNanos) {
    return length > 0 && (length >= size || ageNanos >= after.toNanos());
  }

  /** The name of a file, when it is finished. */
  static String named(String pattern, int number) {
    return pattern.replace(NUMBER, String.format(Locale.ROOT, "%06d", number));
  }

  /**
   * What a commit keeps of the files of a node: all before {@code number} are finished, and of that
   * one so many bytes are committed.
   */
  record Mark(int number, long length) {
    static Optional<Mark> parse(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? Optional.of(new Mark(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2))))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return number + ":" + length;
    }
  }
}

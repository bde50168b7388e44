package dev.potoroo.connector.file;

import java.time.Duration;
import java.util.Locale;

/**
 * When a sink goes over to its next file.
 *
 * @param size when one is at least so large, in bytes
 * @param after when it was begun so long ago
 */
record Roll(long size, Duration after) {
  static final String NUMBER = "{number}";
  static final String OPEN = ".open";

  /** Whether a file of that size and age is full, at the end of a round. */
  boolean isFull(long length, long ageNanos) {
    return length > 0 && (length >= size || ageNanos >= after.toNanos());
  }

  /** The name of a file, when it is finished. */
  static String named(String pattern, int number) {
    return pattern.replace(NUMBER, String.format(Locale.ROOT, "%06d", number));
  }
}

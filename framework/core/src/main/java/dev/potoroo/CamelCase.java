package dev.potoroo;

import java.util.Locale;
import java.util.regex.Pattern;

/** Turns Java's names into the names of pipelines and of record types. */
final class CamelCase {
  private static final Pattern BOUNDARY =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private CamelCase() {}

  static String toKebab(String camel) {
    return BOUNDARY.matcher(camel).replaceAll("-").toLowerCase(Locale.ROOT);
  }
}

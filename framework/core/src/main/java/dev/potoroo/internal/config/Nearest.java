package dev.potoroo.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;

/** Finds what somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate that takes the fewest edits to make from {@code word}; case, hyphens and
   * underscores do not count.
   *
   * @param candidates at least one
   */
  public static String of(String word, Collection<String> candidates) {
    return of(word, candidates, Function.identity());
  }

  /** The candidate whose text is nearest to {@code word}; the first one of several. */
  static <T> T of(String word, Collection<T> candidates, Function<T, String> text) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, text.apply(candidate))))
        .orElseThrow();
  }

  /** How many letters to insert, remove or replace. */
  static int distance(String from, String to) {
    String a = letters(from);
    String b = letters(to);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String letters(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}

package dev.potoroo.site;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The anchors of the headings of one page, in their order, as code hosts make them. */
final class Anchors {
  private final Map<String, Integer> seen = new HashMap<>();

  /** The next heading's; of the same text for the second time it ends in {@code -1}. */
  String of(String title) {
    String anchor =
        title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    int before = seen.merge(anchor, 1, Integer::sum) - 1;
    return before == 0 ? anchor : anchor + "-" + before;
  }
}

package dev.potoroo.internal.staging;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What commits keep of a slot of a sink. Written as {@code LINEAGE:ROUND}.
 *
 * @param lineage of the markers in the outside system; begun with the slot's first round
 * @param published the last round that was known to be published when the mark was made; 0 if none
 */
public record SlotMark(String lineage, long published) {
  private static final String KEY = "slot:";
  private static final Pattern FORM = Pattern.compile("([0-9a-zA-Z-]{1,40}):(\\d{1,18})");

  /** What the mark of a slot is called in a commit. */
  public static String key(int slot) {
    return KEY + slot;
  }

  /** As it is written. */
  public String text() {
    return lineage + ":" + published;
  }

  /**
   * The marks of slots in a commit. What is none was left by another connector that the sink once
   * had.
   */
  public static TreeMap<Integer, SlotMark> in(Map<String, String> marks) {
    TreeMap<Integer, SlotMark> found = new TreeMap<>();
    marks.forEach(
        (key, text) -> {
          Matcher form = FORM.matcher(text);
          if (key.startsWith(KEY) && form.matches()) {
            found.put(
                Integer.valueOf(key.substring(KEY.length())),
                new SlotMark(form.group(1), Long.parseLong(form.group(2))));
          }
        });
    return found;
  }
}

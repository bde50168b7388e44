package dev.potoroo.internal.staging;

/**
 * What a segment of staged output is called in the store, where a sink looks like a step. Keys of a
 * slot sort by round and number.
 *
 * @param slot the place that the output goes through
 * @param round the round that it belongs to
 * @param number its place among the segments of slot and round
 */
public record SegmentKey(int slot, long round, int number) {
  private static final String FORM = "%d/%016x/%08x";

  /** The name that stands for a step's in the store; no step can have it. */
  public static String step(String sink) {
    return "sink:" + sink;
  }

  /** What the keys of a slot begin with. */
  public static String prefix(int slot) {
    return slot + "/";
  }

  /** The key. */
  public String text() {
    return FORM.formatted(slot, round, number);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static SegmentKey parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not the key of a segment: [" + text + "]");
    }
    return new SegmentKey(
        Integer.parseInt(parts[0]), Long.parseLong(parts[1], 16), Integer.parseInt(parts[2], 16));
  }
}

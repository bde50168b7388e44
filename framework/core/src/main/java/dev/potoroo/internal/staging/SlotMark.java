package dev.potoroo.internal.staging;

/**
 * What commits keep of a slot of a sink. Written as {@code LINEAGE:ROUND}.
 *
 * @param lineage of the markers in the outside system; begun with the slot's first round
 * @param published the last round that was known to be published when the mark was made; 0 if none
 */
public record SlotMark(String lineage, long published) {

  /** As it is written. */
  public String text() {
    return lineage + ":" + published;
  }

  /**
   * Reads a mark.
   *
   * @throws IllegalArgumentException if it is none: the sink's commits are another connector's
   */
  public static SlotMark parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not the mark of a slot: [" + text + "]");
    }
    return new SlotMark(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
  }
}

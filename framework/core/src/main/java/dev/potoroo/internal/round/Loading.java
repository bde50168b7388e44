package dev.potoroo.internal.round;

/**
 * The beginning of a generation, in which only reference data is read, so that no record is handled
 * without what has been there before it. It lasts until all nodes have read what there is, and two
 * rounds have ended since: the first one commits it, with the second it comes into force.
 */
final class Loading {
  private enum Phase {
    /** Some node may not have read all that there is. */
    READING,
    /** All is read, and is not in force everywhere. */
    SETTLING,
    /** All sources are read. */
    OVER
  }

  private Phase phase;

  /** Begins, if the pipeline has reference data. */
  Loading(boolean hasReferences) {
    phase = hasReferences ? Phase.READING : Phase.OVER;
  }

  /** Whether only reference data is read. */
  boolean goesOn() {
    return phase != Phase.OVER;
  }

  /** Whether the round is to end as soon as it can. */
  boolean settles() {
    return phase == Phase.SETTLING;
  }

  /**
   * A round ends.
   *
   * @param somewhere whether some node has not read all that there is
   * @return whether it must be captured, whatever has happened in it
   */
  boolean drained(boolean somewhere) {
    boolean settled = settles();
    if (settled) {
      phase = Phase.OVER;
    } else if (phase == Phase.READING && !somewhere) {
      phase = Phase.SETTLING;
    }
    return settled;
  }
}

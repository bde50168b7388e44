package dev.potoroo.internal.round;

/**
 * What a {@link Coordinator} goes by. Times in nanoseconds.
 *
 * @param fingerprint what all nodes must have in common
 * @param members how many nodes to wait for at first
 * @param shards how many shards to spread
 * @param durable whether there is a store: rounds are committed, and what breaks one is undone
 * @param interval from the end of one round to the end of the next, at least
 * @param writeLoad how much of the time rounds may be written, in percent; they get longer for it
 * @param warnAfter how long one point of a round may take before it is told
 * @param lostAfter how long counters may disagree on idle nodes
 * @param maxRollbacks how often in a row to go back to the same commit
 * @param hasReferences whether the pipeline has reference data, which is read before records
 */
public record Rules(
    String fingerprint,
    int members,
    int shards,
    boolean durable,
    long interval,
    int writeLoad,
    long warnAfter,
    long lostAfter,
    int maxRollbacks,
    boolean hasReferences) {

  /** Those of a pipeline without reference data. */
  public Rules(
      String fingerprint,
      int members,
      int shards,
      boolean durable,
      long interval,
      int writeLoad,
      long warnAfter,
      long lostAfter,
      int maxRollbacks) {
    this(
        fingerprint,
        members,
        shards,
        durable,
        interval,
        writeLoad,
        warnAfter,
        lostAfter,
        maxRollbacks,
        false);
  }
}

package dev.potoroo.connector;

/**
 * What an outside system keeps of the round that a {@link RoundPublisher} has published last, in
 * the same transaction as that round's records.
 *
 * @param lineage tells apart the rounds of one store from those of another, which begin at 1 again;
 *     letters, digits and hyphens, at most 40 of them
 * @param round the round
 */
public record RoundMarker(String lineage, long round) {

  /** Whether the records of {@code other} are among those that this marker stands for. */
  public boolean covers(RoundMarker other) {
    return lineage.equals(other.lineage) && round >= other.round;
  }
}

package dev.potoroo.internal.staging;

import dev.potoroo.connector.RoundMarker;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides what is to be published of a slot when a generation begins: what the store holds of
 * committed rounds, and the outside system's marker does not stand for.
 */
public final class Recovery {
  private Recovery() {}

  /**
   * The last round that is known to be published; 0 if none.
   *
   * @param mark what the last commit knows of the slot
   * @param marker what the outside system says was published last
   */
  public static long published(SlotMark mark, Optional<RoundMarker> marker) {
    return Math.max(mark.published(), own(mark, marker).orElse(0L));
  }

  private static Optional<Long> own(SlotMark mark, Optional<RoundMarker> marker) {
    return marker.filter(m -> m.lineage().equals(mark.lineage())).map(RoundMarker::round);
  }

  /**
   * The rounds to publish, in order.
   *
   * @param mark what the last commit knows of the slot
   * @param staged the committed rounds whose output is in the store
   * @param committed the last committed round
   * @param marker what the outside system says was published last
   * @throws IllegalStateException if that cannot be known, or the store is older than what was
   *     published; the message says so, and what to do
   */
  public static SortedSet<Long> toPublish(
      SlotMark mark, SortedSet<Long> staged, long committed, Optional<RoundMarker> marker) {
    Optional<Long> own = own(mark, marker);
    long published = own.orElse(0L);
    if (published > committed) {
      throw new IllegalStateException(
          "round ["
              + published
              + "] was published, but the last round that the store knows is ["
              + committed
              + "]: the store was replaced by an older copy of it, and what it would publish next"
              + " has been published. Put the newer store back, or begin anew with an empty one.");
    }
    if (own.isEmpty() && mark.published() > 0 && !staged.isEmpty()) {
      throw new IllegalStateException(
          "rounds "
              + staged
              + " are committed and kept in the store, but nobody knows whether they were"
              + " published: the outside system has lost its note of the last published round,"
              + " which was ["
              + mark.published()
              + "] or later. Look which of them it has; then begin anew with an empty store.");
    }
    return new TreeSet<>(staged.tailSet(published + 1));
  }
}

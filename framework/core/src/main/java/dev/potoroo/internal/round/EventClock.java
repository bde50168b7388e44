package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The event time of a pipeline, in one generation. It moves when a round ends, by what the nodes
 * say then, and never back: it begins with that of the last commit.
 */
public final class EventClock {
  private long watermark;
  private boolean moved;
  private boolean timersDue;

  /** The event time of a generation that goes on from a commit, or begins without one. */
  public EventClock(Optional<RoundCommit> last) {
    Long committed = last.map(RoundCommit::watermark).orElse(null);
    watermark = committed == null ? Long.MIN_VALUE : committed;
  }

  /** In milliseconds since 1970; see {@link NodeTime}. */
  public long watermark() {
    return watermark;
  }

  /**
   * A round ends: the least of what active partitions say counts. If there are none, it is the
   * greatest of what idle ones have said; if there are none of those either, it is the end of all
   * input.
   *
   * @return whether it has moved
   */
  public boolean advance(Collection<NodeTime> nodes) {
    moved = moves(nodes);
    if (moved) {
      watermark = reached(nodes);
    }
    timersDue = nodes.stream().anyMatch(NodeTime::timersDue);
    return moved;
  }

  /** Whether it would move if a round ended now. */
  public boolean moves(Collection<NodeTime> nodes) {
    return reached(nodes) > watermark;
  }

  private static long reached(Collection<NodeTime> nodes) {
    long least = nodes.stream().mapToLong(NodeTime::watermark).min().orElse(Long.MIN_VALUE);
    if (least < Long.MAX_VALUE) {
      return least;
    }
    return nodes.stream()
        .map(NodeTime::idle)
        .flatMapToLong(OptionalLong::stream)
        .max()
        .orElse(least);
  }

  /** Whether something is left to be done even if nothing is read any more. */
  public boolean leavesWork() {
    return moved || timersDue;
  }
}

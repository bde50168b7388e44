package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.Collection;
import java.util.Optional;

/**
 * The event time of a pipeline, in one generation. It moves when a round ends, by what the nodes
 * say then, and never back: it begins with that of the last commit.
 */
final class EventClock {
  private long watermark;
  private boolean moved;
  private boolean timersDue;

  EventClock(Optional<RoundCommit> last) {
    Long committed = last.map(RoundCommit::watermark).orElse(null);
    watermark = committed == null ? Long.MIN_VALUE : committed;
  }

  /** In milliseconds since 1970; see {@link NodeTime}. */
  long watermark() {
    return watermark;
  }

  /**
   * A round ends: the least of what active partitions say counts. If there are none, it is the end
   * of all input, unless some are idle: then it stays as it is, until one of them has records.
   *
   * @return whether it has moved
   */
  boolean advance(Collection<NodeTime> nodes) {
    long least = nodes.stream().mapToLong(NodeTime::watermark).min().orElse(Long.MIN_VALUE);
    boolean waits = least == Long.MAX_VALUE && nodes.stream().anyMatch(NodeTime::idle);
    moved = !waits && least > watermark;
    if (moved) {
      watermark = least;
    }
    timersDue = nodes.stream().anyMatch(NodeTime::timersDue);
    return moved;
  }

  /** Whether something is left to be done even if nothing is read any more. */
  boolean leavesWork() {
    return moved || timersDue;
  }
}

package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Coordinator} wants done. "All" are the nodes that it knows. Orders of a generation
 * have a {@code turn} that grows, so that one that comes late or twice is known as such.
 */
public sealed interface Effect {
  /** The store is to begin a new generation, and {@link Coordinator#tookOver} to be told. */
  record TakeOver() implements Effect {}

  /** All nodes are to enter a generation. */
  record Assign(long generation, Assignment assignment, Optional<RoundCommit> last)
      implements Effect {}

  /** A node may not take part. */
  record Refuse(String address, String reason) implements Effect {}

  /** All nodes have entered the generation: its shards are to be brought where they belong. */
  record Place(long generation) implements Effect {}

  /**
   * A node has nothing to do any more, and ends; {@code generation} is the one it was in, 0 if in
   * none, {@code committed} the last round committed.
   */
  record Release(String address, long generation, long committed) implements Effect {}

  /**
   * All nodes let records flow, those of sources of reference data or all; what flows from now on
   * belongs to {@code round}.
   */
  record Flow(long generation, long round, long turn, boolean referencesOnly) implements Effect {
    /** All sources are read. */
    Flow(long generation, long round, long turn) {
      this(generation, round, turn, false);
    }
  }

  /** All nodes stop reading. */
  record Pause(long generation, long round, long turn) implements Effect {}

  /** All nodes are to say what they have counted since they paused; implies the {@link Pause}. */
  record AskReports(long generation, long turn, long wave) implements Effect {}

  /**
   * All nodes capture what {@code round} has changed, and begin to write it. From now on event time
   * has come as far as {@code watermark}.
   */
  record Capture(long generation, long round, long turn, long watermark) implements Effect {}

  /** The store is to commit, and {@link Coordinator#committed} to be told. */
  record Commit(
      long generation,
      long round,
      Map<String, Map<String, Long>> positions,
      Map<String, Map<String, String>> sinks,
      long watermark)
      implements Effect {}

  /** All nodes are told that a round is committed. */
  record Committed(long generation, long round) implements Effect {}

  /**
   * The run is over for all nodes of a generation; {@code committed} is the last round committed, 0
   * if none.
   */
  record Complete(Completion completion, long generation, long committed) implements Effect {}

  /**
   * Another coordinator has begun a newer generation: this one has nothing to say any more. Its own
   * node ends; the others hear from the coordinator that has replaced it, or from the next one that
   * their cluster starts when this node is gone.
   */
  record Replaced(Completion completion) implements Effect {}

  /** A round is held up; for the log. */
  record HeldUp(long round, String where, long nanos, List<String> by) implements Effect {}

  /** A generation ends before its time; for the log. */
  record RolledBack(long generation, String reason) implements Effect {}
}

package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.Map;
import java.util.Optional;

/** What is to be done on a node, says its {@link Participant}. */
public sealed interface Action {
  /**
   * Leave what was, undo what no commit has confirmed, open what the generation needs; then {@link
   * Participant#entered}.
   */
  record Enter(long generation, Assignment assignment, Optional<RoundCommit> last)
      implements Action {}

  /** The coordinator is to know that the generation can begin. */
  record SayReady(long generation) implements Action {}

  /** Sources are read, those of reference data or all; what flows belongs to {@code round}. */
  record LetFlow(long generation, long round, boolean referencesOnly) implements Action {
    /** All sources are read. */
    LetFlow(long generation, long round) {
      this(generation, round, false);
    }
  }

  /** The coordinator is to know that all readers have ended. */
  record SayEnded(long generation) implements Action {}

  /** Sources are to pause; then {@link Participant#paused}. */
  record PauseSources(long generation) implements Action {}

  /**
   * The coordinator is to get the counters, read now: an answer must not be older than its
   * question.
   */
  record SayReport(long generation, long wave) implements Action {}

  /**
   * Sinks are to prepare what they have been given so far; then {@link Participant#sinkPrepared}
   * for each. Before {@link Participant#captured} is called, each must have been told: as soon as
   * all nodes have captured, records of the next round come.
   */
  record PrepareSinks(long generation, long round) implements Action {}

  /**
   * Changed objects, and the positions of sources, are to be captured; then {@link
   * Participant#captured}. What follows is handled when event time has come as far as {@code
   * watermark}.
   */
  record CaptureObjects(long generation, long round, long watermark) implements Action {}

  /** The coordinator is to know that everything is captured. */
  record SayCaptured(long generation, long round) implements Action {}

  /** What was captured is to be written; then {@link Participant#written}. */
  record WriteChanges(long generation, long round) implements Action {}

  /**
   * The coordinator is to know that everything is durable, and the captured positions.
   *
   * @param sinks what each sink has returned from preparing, if anything
   */
  record SayPrepared(long generation, long round, Map<String, Map<String, String>> sinks)
      implements Action {}

  /** Sinks are to show what they have prepared up to a round, objects may leave memory. */
  record TakeCommit(long generation, long round) implements Action {}

  /** The coordinator is to know that the generation cannot go on. */
  record SayBroken(long generation, String reason) implements Action {}

  /** The coordinator is to know that the store has heard of a newer generation than this. */
  record SayFenced(long generation, String message) implements Action {}

  /** The node ends. */
  record End(Completion completion) implements Action {}
}

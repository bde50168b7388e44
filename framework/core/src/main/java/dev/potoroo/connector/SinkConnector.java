package dev.potoroo.connector;

import java.util.Optional;

/**
 * Describes an outside system that records go to. Immutable; nothing is opened before {@link
 * #open}.
 */
public interface SinkConnector {

  /** What it is, for people, in a few words: {@code file out.jsonl}. */
  String describe();

  /**
   * What readers of the outside system see of a record, whatever crashes, in a pipeline whose
   * sources can be read again and whose rounds are committed.
   */
  default Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  /** How often a record is seen. */
  enum Guarantee {
    /** It may come again: records are written at once. */
    AT_LEAST_ONCE,
    /** It may come again, with the id that it had: see {@link RoundPublisher#keepsMarker}. */
    ONCE_BY_ID,
    /** Once: by a {@link TransactionalSinkWriter}, or a {@link RoundPublisher}. */
    EXACTLY_ONCE
  }

  /**
   * Opens it, once on each node.
   *
   * @throws Exception if it cannot be opened; the message says what and why, and the pipeline does
   *     not start
   */
  SinkWriter open(SinkContext context) throws Exception;

  /**
   * What publishes whole rounds exactly once, if this sink can do that: then, where rounds are
   * committed, it is used, and {@link #open} is not. Nothing is opened before {@link
   * RoundPublisher#takeOver}.
   */
  default Optional<RoundPublisher> publisher(PublisherContext context) {
    return Optional.empty();
  }
}

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

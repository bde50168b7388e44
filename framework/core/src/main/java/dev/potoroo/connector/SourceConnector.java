package dev.potoroo.connector;

import java.util.List;

/**
 * Describes an outside system that records come from. Immutable; nothing is opened before {@link
 * #open}.
 */
public interface SourceConnector {

  /** What it is, for people, in a few words: {@code file trades.jsonl}. */
  String describe();

  /**
   * The independent parts that it can be read in. With {@link Scope#CLUSTER} each is read by
   * exactly one node of the cluster; with {@link Scope#NODE} each node reads all of its own. Never
   * empty; the same on all nodes.
   */
  default List<String> partitions() {
    return List.of("0");
  }

  /** Whether its partitions exist once in the cluster or on each node. */
  Scope scope();

  /** Whether a reader can start at any position it has given before. */
  boolean replayable();

  /**
   * Opens one partition.
   *
   * @throws Exception if it cannot be opened; the message says what and why, and the pipeline does
   *     not start
   */
  SourceReader open(SourceContext context) throws Exception;

  /** Where the partitions of a source exist. */
  enum Scope {
    /** Once in the cluster: a file, a topic's partition. */
    CLUSTER,
    /** On each node: a listener. */
    NODE
  }
}

package dev.potoroo.connector;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Describes an outside system that records come from. Immutable; nothing is opened before {@link
 * #open}.
 */
public interface SourceConnector {

  /** What it is, for people, in a few words: {@code file trades.jsonl}. */
  String describe();

  /**
   * The independent parts that it can be read in. With {@link Scope#CLUSTER} each is read by
   * exactly one node of the cluster; with {@link Scope#NODE} each node reads all of its own. The
   * same on all nodes, unless they are {@linkplain #discovery discovered}; only then there may be
   * none at the moment. May block until they are known.
   */
  default List<String> partitions() throws Exception {
    return List.of("0");
  }

  /**
   * A number that decides which node reads a partition, so it must be the same on all nodes.
   * Partitions with successive numbers go to different nodes.
   */
  default int number(String partition) throws Exception {
    return partitions().indexOf(partition);
  }

  /**
   * How often {@link #partitions} is to be asked for new ones while the pipeline runs; empty if
   * there never are any. Their {@link #number}s must not depend on what else there is, since nodes
   * do not see them at the same moment. Partitions that are gone are not told of. Such a source
   * does not end when all its partitions have.
   */
  default Optional<Duration> discovery() {
    return Optional.empty();
  }

  /** Whether its partitions exist once in the cluster or on each node. */
  Scope scope();

  /** Whether a reader can start at any position it has given before. */
  boolean replayable();

  /**
   * Whether whoever sends the records keeps them until it is told that they are committed, and
   * sends them again otherwise; for sources that are not {@link #replayable}. Then a reader is
   * closed when the pipeline goes back to its last commit, and what it has given since is sent
   * again to another one; positions are only what {@link SourceReader#committed} names.
   */
  default boolean acknowledges() {
    return false;
  }

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

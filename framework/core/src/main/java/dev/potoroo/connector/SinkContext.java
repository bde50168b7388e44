package dev.potoroo.connector;

import java.util.Map;
import java.util.Optional;

/**
 * What a writer needs to know.
 *
 * @param sink the sink's name
 * @param codec the name of the sink's codec
 * @param text whether records are text without line breaks
 * @param node a word that tells this node from the others of the cluster, fit for a file name
 * @param committed what {@link TransactionalSinkWriter#prepare} of all nodes has returned for the
 *     last committed round, in which this sink may have had no part yet; empty if nothing is ever
 *     committed, so that there is nothing to take back
 * @param generation for how long, and who else writes
 */
public record SinkContext(
    String sink,
    String codec,
    boolean text,
    String node,
    Optional<Map<String, String>> committed,
    SinkGeneration generation) {

  /** The context of a node that is alone. */
  public SinkContext(
      String sink,
      String codec,
      boolean text,
      String node,
      Optional<Map<String, String>> committed) {
    this(sink, codec, text, node, committed, SinkGeneration.ofOne(node));
  }
}

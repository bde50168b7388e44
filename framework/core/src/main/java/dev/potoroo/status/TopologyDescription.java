package dev.potoroo.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * A pipeline's graph for display: sources, fused operators, steps and sinks as nodes, and who feeds
 * whom.
 *
 * @param pipeline the pipeline's name
 * @param nodes in the order of definition
 * @param edges in the order of definition
 * @param references which steps read reference data
 * @param paths what a crash does to records, for each source and each sink they can come to
 */
public record TopologyDescription(
    String pipeline,
    List<Node> nodes,
    List<Edge> edges,
    List<Reference> references,
    List<Path> paths) {
  /**
   * One node.
   *
   * @param name a name that is unique in the pipeline
   * @param kind {@code source}, {@code operators}, {@code step} or {@code sink}
   * @param detail more, for people: connector, operators, types
   */
  public record Node(String name, String kind, String detail) {}

  /**
   * Records of {@code from} go to {@code to}.
   *
   * @param keyed whether by key
   */
  public record Edge(String from, String to, boolean keyed) {}

  /**
   * Handlers of a step read reference data.
   *
   * @param from the step that holds it
   * @param to the step that reads it
   */
  public record Reference(String from, String to) {}

  /**
   * What a crash, or the loss of a node, does to what goes from a source to a sink.
   *
   * @param why why it is no better, or, of the best, how it comes about; for people
   */
  public record Path(String source, String sink, Guarantee guarantee, String why) {
    /** From best to worst. */
    public enum Guarantee {
      /** As if nothing had happened. */
      EXACTLY_ONCE("exactly-once"),
      /** Some may be seen twice. */
      AT_LEAST_ONCE("at-least-once"),
      /** An end is not bound, so that nobody knows. */
      UNKNOWN("unknown"),
      /** What was in flight, or not committed, on a node that is lost is lost with it. */
      AT_MOST_ONCE("at-most-once on node loss");

      private final String text;

      Guarantee(String text) {
        this.text = text;
      }

      @JsonValue
      @Override
      public String toString() {
        return text;
      }
    }
  }
}

package dev.potoroo.status;

import java.util.List;

/**
 * A pipeline's graph for display: sources, fused operators, steps and sinks as nodes, and who feeds
 * whom.
 *
 * @param pipeline the pipeline's name
 * @param nodes in the order of definition
 * @param edges in the order of definition
 */
public record TopologyDescription(String pipeline, List<Node> nodes, List<Edge> edges) {
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
}

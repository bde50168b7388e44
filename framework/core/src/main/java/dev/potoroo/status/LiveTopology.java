package dev.potoroo.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's graph with what goes through it, over all nodes that answered and the latest ten
 * seconds or so.
 *
 * @param pipeline the pipeline's name
 * @param seconds over how long, at most; 0 if nothing is known yet
 * @param nodes the nodes of {@link TopologyDescription}, in its order
 * @param edges its edges, in its order
 * @param members which nodes answered
 */
public record LiveTopology(
    String pipeline, double seconds, List<Node> nodes, List<Edge> edges, Members members) {

  /**
   * A node of the graph.
   *
   * @param name its name
   * @param kind {@code source}, {@code operators}, {@code step} or {@code sink}
   * @param recordsPerSecond what is read, handled or written; null for operators, which run with
   *     the source or step before them
   * @param emittedPerSecond what it hands on: of a source what was not given up; null for operators
   *     and sinks
   * @param failedPerSecond records that were given up or skipped; null for operators
   * @param handlerTime how long handlers took; null for all but steps, or if none ran
   * @param latency from reading a record until what came of it was handled or written; null for
   *     sources and operators, or if there was nothing
   */
  public record Node(
      String name,
      String kind,
      @Nullable Double recordsPerSecond,
      @Nullable Double emittedPerSecond,
      @Nullable Double failedPerSecond,
      @Nullable Quantiles handlerTime,
      @Nullable Quantiles latency) {}

  /**
   * What goes from one node to another.
   *
   * @param from where
   * @param to and where to
   * @param keyed whether by key
   * @param recordsPerSecond how much; null where operators, of which nothing is counted, lead to
   *     what has other inputs too
   * @param latency from reading a record until what came of it has arrived, with what comes by
   *     other edges to the same node; null where it leads to operators, or if there was nothing
   */
  public record Edge(
      String from,
      String to,
      boolean keyed,
      @Nullable Double recordsPerSecond,
      @Nullable Quantiles latency) {}

  /**
   * Durations in microseconds, each at most a fifth too long.
   *
   * @param p50 which half of them do not exceed
   * @param p99 which 99 of 100 do not exceed
   * @param p999 which 999 of 1000 do not exceed
   */
  public record Quantiles(double p50, double p99, double p999) {}
}

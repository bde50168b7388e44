package dev.potoroo.internal.topology;

import dev.potoroo.Flow;
import dev.potoroo.Pipeline;

/** Reads a flow's nodes, checks them all, and fuses them. */
final class TopologyBuilder {
  private TopologyBuilder() {}

  static Topology build(Pipeline pipeline) {
    Flow flow = new Flow();
    pipeline.define(flow);
    return Fusion.fuse(pipeline.name(), new FlowGraph(flow));
  }
}

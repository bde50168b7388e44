package dev.potoroo.internal.topology;

import dev.potoroo.Pipeline;

/** Reads a flow's nodes, checks them all, and fuses them. */
final class TopologyBuilder {
  private TopologyBuilder() {}

  static Topology build(Pipeline pipeline) {
    throw new UnsupportedOperationException(pipeline.name());
  }
}

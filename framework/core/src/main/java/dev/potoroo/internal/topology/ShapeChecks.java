package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;

/**
 * There is a source, and every stream goes somewhere. Cycles and elements that no source reaches
 * cannot be written down (see {@link FlowGraph}).
 */
final class ShapeChecks {
  private ShapeChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    if (graph.sources().isEmpty()) {
      faults.addToPipeline(
          ErrorCode.NO_SOURCE,
          "it has no source. Begin with flow.from(Source.named(...)) in define().");
    }
    for (FlowNode node : graph.nodes()) {
      if (!(node instanceof FlowNode.To) && graph.consumers(node).isEmpty()) {
        dangling(node, graph.place(node), faults);
      }
    }
  }

  private static void dangling(FlowNode node, String place, Faults faults) {
    if (node instanceof FlowNode.Keyed keyed) {
      if (keyed.step().outputType() != Void.class) {
        faults.add(
            ErrorCode.DANGLING_STREAM,
            place,
            "nothing takes the ["
                + Elements.type(keyed.step().outputType())
                + "] that it emits. Send it to a sink or declare .out(Void.class).");
      }
    } else if (node instanceof FlowNode.KeyBy || node instanceof FlowNode.Combine) {
      faults.add(
          ErrorCode.DANGLING_STREAM,
          place,
          "no step takes its records. Go on with .step(...), or remove it.");
    } else {
      faults.add(
          ErrorCode.DANGLING_STREAM,
          place,
          "nothing takes its records. Send them to a step or a sink, or remove it.");
    }
  }
}

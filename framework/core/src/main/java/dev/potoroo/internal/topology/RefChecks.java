package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.Ref;
import dev.potoroo.Step;
import java.util.HashMap;
import java.util.Map;

/** What handlers read of reference data is there. */
final class RefChecks {
  private RefChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    Map<String, Ref<?>> held = new HashMap<>();
    graph.steps().stream()
        .flatMap(keyed -> keyed.step().holds().stream())
        .forEach(ref -> held.put(ref.name(), ref));
    graph.steps().stream()
        .map(FlowNode.Keyed::step)
        .distinct()
        .forEach(step -> step.reads().forEach(ref -> check(step, ref, held, faults)));
  }

  private static void check(
      Step<?, ?, ?> step, Ref<?> read, Map<String, Ref<?>> held, Faults faults) {
    Ref<?> known = held.get(read.name());
    if (known == null) {
      faults.add(
          ErrorCode.UNDEFINED_REFERENCE,
          Elements.step(step),
          "it reads Ref ["
              + read.name()
              + "], but the pipeline has "
              + held.keySet().stream().sorted().toList()
              + ". Add flow.reference(...) with it in define().");
    } else if (known.type() != read.type()) {
      faults.add(
          ErrorCode.UNDEFINED_REFERENCE,
          Elements.step(step),
          "it reads Ref ["
              + read.name()
              + "] as ["
              + Elements.type(read.type())
              + "], but in the pipeline that is a ["
              + Elements.type(known.type())
              + "]. Use the same Ref in .reads(...) and flow.reference(...).");
    }
  }
}

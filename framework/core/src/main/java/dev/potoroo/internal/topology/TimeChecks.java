package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.Step;

/** What goes by a time has one: windows that of the sources' records, expiry a time to live. */
final class TimeChecks {
  private TimeChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    boolean eventTime =
        graph.sources().stream().anyMatch(from -> from.source().eventTime().isPresent());
    graph.steps().stream()
        .map(FlowNode.Keyed::step)
        .distinct()
        .forEach(step -> check(step, eventTime, faults));
  }

  private static void check(Step<?, ?, ?> step, boolean eventTime, Faults faults) {
    if (step.needsEventTime() && !eventTime) {
      faults.add(
          ErrorCode.NO_TIME,
          Elements.step(step),
          "its windows are over when event time has reached their end, but no source has event"
              + " time. Add .eventTime(...) to the sources whose records it gets.");
    }
    if (step.expiresNever()) {
      faults.add(
          ErrorCode.NO_TIME,
          Elements.step(step),
          "it has an onExpire handler, but its objects do not age. Add .ttl(...).");
    }
  }
}

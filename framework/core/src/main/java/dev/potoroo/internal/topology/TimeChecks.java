package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.FlowNode;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    checkOrder(graph, faults);
  }

  /** For each node in turn it is known whether windows by event time come before it. */
  private static void checkOrder(FlowGraph graph, Faults faults) {
    List<Optional<Step<?, ?, ?>>> windows = new ArrayList<>();
    for (FlowNode node : graph.nodes()) {
      Optional<Step<?, ?, ?>> before =
          FlowGraph.upstreams(node).stream().flatMap(id -> windows.get(id).stream()).findFirst();
      if (node instanceof FlowNode.Keyed keyed && keyed.step().needsEventTime()) {
        before.ifPresent(step -> afterWindow(keyed.step(), step, faults));
        windows.add(Optional.of(keyed.step()));
      } else {
        windows.add(before);
      }
    }
  }

  /**
   * Event time is the same for all steps: when a window gives its result, the windows after it that
   * the result belongs to may be closed.
   */
  private static void afterWindow(Step<?, ?, ?> step, Step<?, ?, ?> before, Faults faults) {
    faults.add(
        ErrorCode.NO_TIME,
        Elements.step(step),
        "its records come from the windows of step ["
            + before.name()
            + "], when event time has passed them, and would be late. Take its windows from the"
            + " same records, or use .aggregate(...), or windows that count.");
  }

  private static void check(Step<?, ?, ?> step, boolean eventTime, Faults faults) {
    if (step.needsEventTime() && !eventTime) {
      faults.add(
          ErrorCode.NO_TIME,
          Elements.step(step),
          "its windows are over when event time has reached their end, but no source has event"
              + " time. Add .eventTime(...) to the sources whose records it gets.");
    }
    if (step.agesByEventTime() && !eventTime) {
      faults.add(
          ErrorCode.NO_TIME,
          Elements.step(step),
          "its objects age by event time, but no source has any. Add .eventTime(...) to the sources"
              + " whose records it gets, or use .ttl(...).");
    }
    if (step.expiresNever()) {
      faults.add(
          ErrorCode.NO_TIME,
          Elements.step(step),
          "it has an onExpire handler, but its objects do not age. Add .ttl(...) or .ttlByEventTime(...).");
    }
  }
}

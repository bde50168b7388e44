package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.FlowNode;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import java.util.Optional;

/** Only what has a key can be parked. */
final class PolicyChecks {
  private PolicyChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    for (FlowNode.From from : graph.sources()) {
      Source<?> source = from.source();
      check(source.errorPolicy(), Elements.source(source), "a source have no key yet", faults);
    }
    for (Sink<?> sink : graph.sinks()) {
      check(sink.errorPolicy(), Elements.sink(sink), "a sink have left their key", faults);
    }
  }

  private static void check(Optional<ErrorPolicy> own, String element, String why, Faults faults) {
    if (own.filter(PolicyChecks::quarantines).isPresent()) {
      faults.add(
          ErrorCode.UNSUPPORTED_POLICY,
          element,
          "its error policy asks for [quarantineKey()], but records of "
              + why
              + ". Use deadLetter(), and quarantineKey() for steps.");
    }
  }

  private static boolean quarantines(ErrorPolicy policy) {
    if (policy.action() == Action.QUARANTINE_KEY) {
      return true;
    }
    for (ErrorPolicy special : policy.special()) {
      if (quarantines(special)) {
        return true;
      }
    }
    return false;
  }
}

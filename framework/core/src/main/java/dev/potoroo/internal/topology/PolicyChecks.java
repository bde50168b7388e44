package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.FlowNode;

/** Only what has a key can be parked. */
final class PolicyChecks {
  private PolicyChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    for (FlowNode.From from : graph.sources()) {
      if (from.source().errorPolicy().filter(PolicyChecks::quarantines).isPresent()) {
        faults.add(
            ErrorCode.UNSUPPORTED_POLICY,
            Elements.source(from.source()),
            "its error policy asks for [quarantineKey()], but records of a source have no key yet."
                + " Use deadLetter(), and quarantineKey() for steps.");
      }
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

package dev.potoroo.internal.topology;

import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.internal.topology.FlowGraph.StatedPolicy;

/** Every error policy is one that this version carries out. */
final class PolicyChecks {
  private PolicyChecks() {}

  static void check(FlowGraph graph, Faults faults) {
    for (StatedPolicy stated : graph.policies()) {
      if (quarantines(stated.policy())) {
        faults.add(
            ErrorCode.UNSUPPORTED_POLICY,
            stated.element(),
            "its error policy asks for [quarantineKey()], which this version does not do. Use"
                + " deadLetter().");
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

package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What this node keeps of the past of its objects. Used by the thread that writes rounds. */
final class NodeHistory {
  private final Node node;
  private final Map<String, HistoryLimits> kept = new HashMap<>();
  private final Map<String, HistorySweep> sweeps = new HashMap<>();

  NodeHistory(Node node) {
    this.node = node;
    for (StepVertex vertex : node.topology().steps()) {
      HistoryLimits limits = HistoryLimits.of(vertex, node.settings());
      if (limits.versions() > 0) {
        kept.put(vertex.name(), limits);
      }
      sweeps.put(vertex.name(), new HistorySweep(vertex.name(), limits));
    }
  }

  /** What adds to a round what it supersedes. */
  HistoryWriter ofRound(NodeStore store, long round, BooleanSupplier wanted) {
    return new HistoryWriter(
        kept,
        (step, keys) -> store.insist(s -> s.load(step, keys), wanted),
        round,
        node.clock().instant());
  }

  /** Rows to be removed with a round of which all else is written. */
  List<StateChange> expired(NodeStore store, HistoryWriter ofRound, BooleanSupplier wanted)
      throws StoreException {
    List<StateChange> expired = new ArrayList<>();
    for (Map.Entry<String, HistorySweep> one : sweeps.entrySet()) {
      String step = one.getKey();
      if (!one.getValue().isOver()) {
        expired.addAll(
            store.insist(
                s ->
                    one.getValue()
                        .next(
                            s,
                            key -> isHome(key) && !ofRound.hasWritten(step, key),
                            node.clock().instant()),
                wanted));
      }
    }
    return expired;
  }

  private boolean isHome(String key) {
    Generation current = node.parts().generation();
    return current != null && current.isHome(key);
  }
}

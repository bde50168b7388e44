package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** Who makes calls on one node, for each step that has some. Thread-safe. */
final class CallDesks {
  private final SortedMap<Integer, CallDesk> desks = new TreeMap<>();
  private final int most;

  CallDesks(
      Topology topology, PipelineSettings.Async settings, Workers workers, LongPredicate wanted) {
    for (StepVertex vertex : topology.steps()) {
      if (vertex.step().async().isPresent()) {
        desks.put(vertex.index(), new CallDesk(vertex, settings, workers, wanted));
      }
    }
    most = settings.pending();
  }

  Optional<CallDesk> of(int step) {
    return Optional.ofNullable(desks.get(step));
  }

  /** The node has ended. */
  void close() {
    desks.values().forEach(CallDesk::close);
  }

  /** Whether so many records wait for calls that sources must wait too. */
  boolean full() {
    for (CallDesk desk : desks.values()) {
      if (desk.pending().get() >= most) {
        return true;
      }
    }
    return false;
  }
}

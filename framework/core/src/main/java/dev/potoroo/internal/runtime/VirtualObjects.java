package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.QuarantineStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What there is to see of the objects of one {@link VirtualNode}. Nothing is changed by it. */
final class VirtualObjects {
  private final String name;
  private final Node node;
  private final Function<String, LaneWork> laneOf;

  VirtualObjects(String name, Node node, Function<String, LaneWork> laneOf) {
    this.name = name;
    this.node = node;
    this.laneOf = laneOf;
  }

  /** The object of a key that is in memory. */
  @Nullable StateObject live(int step, String key) {
    Slot slot = laneOf.apply(key).step(step).slots().get(key);
    return slot == null ? null : slot.object();
  }

  /** Adds the keys whose objects are in memory, and removes those that are there no more. */
  void addLiveKeys(int step, Set<String> keys) {
    for (LaneWork lane : node.parts().work()) {
      lane.step(step)
          .slots()
          .forEach(
              slot -> {
                if (slot.exists()) {
                  keys.add(slot.key);
                } else if (slot.loaded()) {
                  keys.remove(slot.key);
                }
              });
    }
  }

  /** The quarantined keys of a step. */
  List<String> quarantined(int step) {
    List<String> keys = new ArrayList<>();
    for (LaneWork lane : node.parts().work()) {
      keys.addAll(lane.step(step).holds().parked().quarantined());
    }
    return keys;
  }

  /** Why a key is quarantined, with its first records; empty if it is not. */
  Optional<QuarantineStatus> quarantine(int step, String key, int records) {
    ParkedSlots parked = laneOf.apply(key).step(step).holds().parked();
    if (!parked.quarantined().contains(key)) {
      return Optional.empty();
    }
    Slot slot = parked.inMemory(key);
    Hold hold = slot == null ? null : slot.hold();
    HoldStatus status = new HoldStatus(node, name);
    if (hold != null && hold.records.missing() == null) {
      return Optional.of(status.of(step, hold, records));
    }
    String of = node.topology().steps().get(step).name();
    return node.store()
        .orElseThrow()
        .ask(store -> HoldRows.read(store, of, key))
        .join()
        .map(found -> status.of(step, found, records));
  }

  /** How many records were skipped at a source or step. */
  long skipped(String at) {
    long skipped = 0;
    for (Topology.SourceVertex source : node.topology().sources()) {
      skipped += source.name().equals(at) ? node.sourceCounters(source.index()).skipped.sum() : 0;
    }
    for (StepVertex step : node.topology().steps()) {
      skipped += step.name().equals(at) ? node.stepCounters(step.index()).skipped.sum() : 0;
    }
    return skipped;
  }
}

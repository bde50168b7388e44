package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The keys of a step that the last commit has parked: those that stay, and those that go on by
 * themselves.
 */
record ParkedKeys(List<String> quarantined, List<String> active) {
  private static final int AT_ONCE = 1000;

  static final ParkedKeys NONE = new ParkedKeys(List.of(), List.of());

  /** Those of each step in turn that {@code wanted} takes. */
  static List<ParkedKeys> read(StateStore store, Topology topology, Predicate<String> wanted)
      throws StoreException {
    List<ParkedKeys> parked = new ArrayList<>();
    for (StepVertex step : topology.steps()) {
      parked.add(read(store, step.name(), wanted));
    }
    return parked;
  }

  /** Reads them, in parts. */
  private static ParkedKeys read(StateStore store, String step, Predicate<String> wanted)
      throws StoreException {
    return new ParkedKeys(
        keys(store, HoldRows.step(step, false), wanted),
        keys(store, HoldRows.step(step, true), wanted));
  }

  private static List<String> keys(StateStore store, String rows, Predicate<String> wanted)
      throws StoreException {
    List<String> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    List<String> part;
    do {
      part = store.keys(rows, "", after, AT_ONCE);
      part.stream().filter(wanted).forEach(all::add);
      after = part.isEmpty() ? after : Optional.of(part.get(part.size() - 1));
    } while (part.size() == AT_ONCE);
    return all;
  }

  /** Those that {@code wanted} takes. */
  ParkedKeys only(Predicate<String> wanted) {
    return new ParkedKeys(
        quarantined.stream().filter(wanted).toList(), active.stream().filter(wanted).toList());
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.QuarantineStatus;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.StoredTimer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What there is to see of the state objects of a {@link VirtualRun}: of those in memory, else of
 * what the last commit has. Nothing is woken or changed by it. For one thread.
 */
public final class VirtualView {
  private final Topology topology;
  private final Supplier<List<VirtualNode>> nodes;
  private final VirtualStore store;

  /**
   * A state object.
   *
   * @param state its state, encoded
   * @param version how many updates it has seen
   * @param lastTouched when its last record was handled
   * @param node the node that it lives on
   * @param timers the timers that are set, also those by which it ages
   */
  public record Found(
      byte[] state, long version, Instant lastTouched, String node, List<StoredTimer> timers) {}

  /** Sees the nodes that are there when it is asked. */
  VirtualView(Topology topology, Supplier<List<VirtualNode>> nodes, VirtualStore store) {
    this.topology = topology;
    this.nodes = nodes;
    this.store = store;
  }

  private VirtualNode home(String key) {
    return nodes.get().stream().filter(node -> node.isHome(key)).findFirst().orElseThrow();
  }

  /** The object of a key of a step; empty if there is none. */
  public Optional<Found> object(int step, String key) {
    StepVertex vertex = topology.steps().get(step);
    VirtualNode home = home(key);
    StateObject live = home.objects().live(step, key);
    if (live == null) {
      return store.object(vertex.name(), key).map(one -> found(one, home.name()));
    }
    return live.exists() ? Optional.of(found(vertex, live, home.name())) : Optional.empty();
  }

  private static Found found(StoredState one, String node) {
    return new Found(one.state(), one.version(), one.lastTouched(), node, one.timers());
  }

  @SuppressWarnings("unchecked")
  private static Found found(StepVertex vertex, StateObject live, String node) {
    try {
      StateChange change =
          new Captured(
                  vertex,
                  live.key,
                  live.version(),
                  live.lastTouched(),
                  live.capture((Step<Object, Object, Object>) vertex.step()),
                  CapturedTimers.NONE)
              .encoded();
      byte[] state = Objects.requireNonNull(change.state());
      return new Found(state, live.version(), live.lastTouched(), node, live.setTimers());
    } catch (Exception e) {
      throw Captured.notEncoded(vertex.name(), live.key, e);
    }
  }

  /** The keys of a step's objects, in order. */
  public List<String> keys(int step) {
    Set<String> keys = store.keys(topology.steps().get(step).name());
    nodes.get().forEach(node -> node.objects().addLiveKeys(step, keys));
    return List.copyOf(keys);
  }

  /** The quarantined keys of a step, in order. */
  public List<String> quarantined(int step) {
    Set<String> keys = new TreeSet<>();
    nodes.get().forEach(node -> keys.addAll(node.objects().quarantined(step)));
    return List.copyOf(keys);
  }

  /** Why a key is quarantined, and the first records that wait; empty if it is not. */
  public Optional<QuarantineStatus> quarantine(int step, String key, int records) {
    return home(key).objects().quarantine(step, key, records);
  }

  /** How many records were skipped at a source or step, on the nodes that are there. */
  public long skipped(String at) {
    return nodes.get().stream().mapToLong(node -> node.objects().skipped(at)).sum();
  }
}

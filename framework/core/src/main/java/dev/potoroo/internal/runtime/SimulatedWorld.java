package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a {@link SimulatedRun} have around them, and what has become of the run.
 * For one thread.
 *
 * @see SimulatedCluster
 */
final class SimulatedWorld {
  private final Topology topology;
  private final PipelineSettings settings;
  private final ResolvedBindings bindings;
  private final StateStore store;
  private final VirtualTime time;
  private final SimulatedConduct conduct;
  private final Consumer<String> trace;
  private final SimulatedNetwork network;
  private Optional<RoundCommit> last = Optional.empty();
  private @Nullable PotorooException failure;

  SimulatedWorld(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      SimulatedConduct conduct,
      Random random,
      Consumer<String> trace) {
    this.topology = topology;
    this.settings = settings;
    this.bindings = bindings;
    this.store = store;
    this.time = time;
    this.conduct = conduct;
    this.trace = trace;
    network = new SimulatedNetwork(time, random, trace);
  }

  Topology topology() {
    return topology;
  }

  PipelineSettings settings() {
    return settings;
  }

  VirtualTime time() {
    return time;
  }

  StateStore store() {
    return store;
  }

  SimulatedConduct conduct() {
    return conduct;
  }

  SimulatedNetwork network() {
    return network;
  }

  /** A node of a process. */
  VirtualNode node(String name, Consumer<PotorooException> onFailure, Consumer<NodeMessage> agent) {
    return new VirtualNode(name, topology, settings, bindings, store, time, onFailure, agent);
  }

  /** Notes what has happened, for people. */
  void tell(String what) {
    trace.accept("  " + what);
  }

  /** The store has this as the last commit. */
  void committed(Optional<RoundCommit> commit) {
    last = commit;
  }

  /** The last commit that is known. */
  Optional<RoundCommit> last() {
    return last;
  }

  /** The run has failed, for good. */
  void failed(PotorooException e) {
    if (failure == null) {
      failure = e;
    }
  }

  /** What the run has failed with; null if it has not. */
  @Nullable PotorooException failure() {
    return failure;
  }

  /** All begins again on what the store has. */
  void restart() {
    failure = null;
    time.clear();
    network.heal();
  }
}

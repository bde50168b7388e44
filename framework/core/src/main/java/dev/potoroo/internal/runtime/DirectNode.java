package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.StateStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A node of a {@link DirectRun}, and how far it has come with the round that ends. */
final class DirectNode {
  private final VirtualNode node;
  private final int sinks;
  private final Map<String, Map<String, String>> marks = new HashMap<>();
  private long brokenGeneration = -1;
  private boolean captured;
  private boolean written;

  DirectNode(
      String name,
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      Consumer<PotorooException> onFailure) {
    sinks = topology.sinks().size();
    node = new VirtualNode(name, topology, settings, bindings, store, time, onFailure, this::heard);
  }

  private void heard(NodeMessage message) {
    if (message instanceof NodeMessage.LanesCaptured) {
      captured = true;
    } else if (message instanceof NodeMessage.Written) {
      written = true;
    } else if (message instanceof NodeMessage.SinkPrepared prepared) {
      marks.put(prepared.sink(), prepared.marks());
    } else if (message instanceof NodeMessage.Broken broken) {
      brokenGeneration = broken.generation();
    }
  }

  VirtualNode node() {
    return node;
  }

  /** Whether the generation that it is in cannot go on. */
  boolean isBroken() {
    return node.generation().number() == brokenGeneration;
  }

  /**
   * Captures what the round has changed, writes it, and has the sinks prepare. In the next round
   * event time has come as far as {@code watermark}.
   */
  Optional<Prepared> prepare(long round, long watermark) {
    captured = false;
    written = false;
    marks.clear();
    RoundWork work = node.roundWork();
    long generation = node.generation().number();
    work.capture(generation, round, watermark);
    node.workAll();
    work.prepareSinks(node.generation(), round);
    work.write(generation, round);
    node.workAll();
    boolean all = captured && written && marks.size() == sinks;
    return all ? Optional.of(work.prepared(Map.copyOf(marks))) : Optional.empty();
  }

  /** The round is committed. */
  void committed(long round, boolean prunes) {
    node.committed(round, prunes);
    node.workAll();
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.NodeTime;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link VirtualRun}: the parts that every node has, driven by the calling thread.
 * What they tell their agent waits in a queue until the node works; the agent is given.
 */
final class VirtualNode implements AutoCloseable {
  private static final int TASKS_AT_ONCE = 1000;

  private final String name;
  private final Node node;
  private final ResolvedBindings bindings;
  private final List<Lane> lanes = new ArrayList<>();
  private final ArrayDeque<NodeMessage> inbox = new ArrayDeque<>();
  private final Consumer<NodeMessage> agent;
  private final RoundWork roundWork;
  private final VirtualObjects objects;
  private @Nullable Generation generation;

  /**
   * Makes one that is in no generation.
   *
   * @param agent is told what this node does not see to itself, while it works
   */
  VirtualNode(
      String name,
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      Consumer<PotorooException> onFailure,
      Consumer<NodeMessage> agent) {
    this.name = name;
    this.agent = agent;
    this.bindings = bindings;
    node =
        new Node(
            topology,
            settings,
            time.clock(),
            Optional.of(store),
            onFailure,
            inGeneration -> tell(new NodeMessage.CutWanted(inGeneration)),
            this::broken,
            new VirtualWorkers(time));
    for (int i = 0; i < settings.lanes(); i++) {
      lanes.add(Lane.ofCaller(i, t -> node.failInternally("a lane failed", t)));
    }
    Consumer<EntityMessage.Start> region =
        start -> LaneEntity.start(start, laneOf(start.slot().key));
    node.parts().prepare(lanes, region, bindings, name);
    roundWork = new RoundWork(node, bindings, inbox::add);
    objects = new VirtualObjects(name, node, this::laneOf);
  }

  private void broken(long inGeneration, String reason) {
    node.log().debug("generation [{}] is broken: {}", inGeneration, reason);
    tell(new NodeMessage.Broken(inGeneration, reason));
  }

  String name() {
    return name;
  }

  NodeSpec spec() {
    return new NodeSpec(name, lanes.size());
  }

  void tell(NodeMessage message) {
    inbox.add(message);
  }

  Generation generation() {
    Generation current = generation;
    if (current == null) {
      throw new IllegalStateException("node [" + name + "] is in no generation");
    }
    return current;
  }

  private LaneWork laneOf(String key) {
    return node.parts().workOf(KeyShards.shardOf(key, node.settings().shards()));
  }

  // ---- generations

  /**
   * Enters a generation: what the last commit does not have is undone.
   *
   * @throws PotorooException if a connector cannot be opened, or a newer generation has begun
   */
  void enter(
      long number,
      Assignment assignment,
      List<Consumer<NodeMessage>> agents,
      Optional<RoundCommit> last) {
    inbox.clear();
    node.generationNumber(number);
    Generation next =
        Generation.withoutActors(
            node, number, assignment, assignment.indexOf(name), agents, node.parts().work());
    long committed = last.map(RoundCommit::round).orElse(0L);
    Long reached = last.map(RoundCommit::watermark).orElse(null);
    long watermark = reached == null ? Long.MIN_VALUE : reached;
    List<ParkedKeys> parked = enterStore(next, committed);
    generation = next;
    node.committedRound(committed);
    Map<String, Map<String, Long>> positions = last.map(RoundCommit::positions).orElse(Map.of());
    leave(next, positions);
    Map<String, Map<String, String>> sinks = last.map(RoundCommit::sinks).orElse(Map.of());
    List<CompletableFuture<Void>> entering =
        node.parts().enter(next, Optional.of(sinks), parked, committed);
    node.parts().work().forEach(lane -> lane.onLane(() -> lane.eventTime(watermark)));
    workAll();
    entering.forEach(VirtualNode::join);
    node.parts().sources().open(next, bindings, positions, watermark, inGeneration -> {});
  }

  /**
   * All nodes have entered, or committed: until the round ends held records may come back into the
   * flow, and timers fire.
   */
  void letFlow() {
    Generation current = generation();
    current.localOrigin().draining(false);
    current.gate().open();
    node.parts().work().forEach(lane -> lane.onLane(() -> lane.flow(current)));
    node.parts().flow();
  }

  private List<ParkedKeys> enterStore(Generation next, long committed) {
    try {
      return node.store()
          .orElseThrow()
          .insist(store -> entered(store, next, committed), () -> true);
    } catch (StoreException e) {
      throw new PotorooException(ErrorCode.FENCED, String.valueOf(e.getMessage()), e);
    }
  }

  private List<ParkedKeys> entered(StateStore store, Generation next, long committed)
      throws StoreException {
    store.enter(next.number());
    References references = node.references();
    RefSnapshot values =
        references
            .committed()
            .next(references.holders(), RefSnapshot.read(store, references.holders()));
    references.enter(next.number(), committed, values);
    return ParkedKeys.read(store, node.topology(), next::isHome);
  }

  private void leave(Generation next, Map<String, Map<String, Long>> positions) {
    try {
      node.parts().sources().leave(next, bindings, positions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void join(CompletableFuture<Void> entering) {
    try {
      entering.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof PotorooException clear ? clear : e;
    }
  }

  // ---- records

  /** Reads what its sources have at once, a batch of each; false if there was nothing. */
  boolean read() {
    boolean any = false;
    boolean referencesOnly = node.references().isFirst();
    for (SourceRunner source : node.parts().sources().all()) {
      if (referencesOnly && !isReference(source)) {
        continue;
      }
      try {
        any |= source.readHere(generation());
      } catch (PotorooException e) {
        node.fail(e);
      }
    }
    return any;
  }

  private boolean isReference(SourceRunner source) {
    Topology topology = node.topology();
    return topology.isReference(topology.sources().get(source.source()));
  }

  /** Does some of what can be done without anything new; false if there was nothing to do. */
  boolean work() {
    boolean any = false;
    for (Lane lane : lanes) {
      any |= lane.runSome(TASKS_AT_ONCE);
    }
    for (SinkRunner sink : node.parts().sinks()) {
      any |= sink.workHere();
    }
    if (generation != null) {
      generation.flushOrigins();
    }
    for (NodeMessage message = inbox.poll(); message != null; message = inbox.poll()) {
      any = true;
      receive(message);
    }
    return any;
  }

  /** Does all of it. */
  void workAll() {
    boolean more = true;
    while (more) {
      more = work();
    }
  }

  /** Lets timers fire that are due; false if there are none. */
  boolean fireTimers() {
    long now = node.clock().millis();
    boolean due = node.parts().work().stream().anyMatch(lane -> lane.timers().isDue(now));
    if (due) {
      node.parts().tickTimers();
    }
    return due;
  }

  /** When there is something to do for timers by the clock, in milliseconds since 1970. */
  long nextTimer() {
    return node.parts().work().stream()
        .mapToLong(lane -> lane.timers().nextByClock())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** When a partition becomes idle, in milliseconds since 1970. */
  long nextIdle(long now) {
    return node.parts().sources().nextIdle(now);
  }

  /** How far event time has come here. */
  NodeTime time() {
    return node.parts().time();
  }

  /** How many records it has emitted in this generation. */
  long emitted() {
    return generation().flight().emitted().sum();
  }

  private void receive(NodeMessage message) {
    if (message instanceof NodeMessage.Packed packed) {
      inGeneration(packed.generation(), current -> current.packed(packed));
    } else if (message instanceof NodeMessage.PackedTaken taken) {
      inGeneration(taken.generation(), current -> current.packedTaken(taken));
    } else if (message instanceof NodeMessage.InFlightChanged changed) {
      inGeneration(changed.generation(), current -> current.localOrigin().add(changed.delta()));
    } else {
      agent.accept(message);
    }
  }

  /** A message between nodes counts only in its generation. */
  private void inGeneration(long of, Consumer<Generation> what) {
    Generation current = generation;
    if (current != null && current.number() == of) {
      what.accept(current);
    }
  }

  /** Records that came in here and are not processed to their end. */
  long inFlight() {
    return generation().localOrigin().inFlight();
  }

  /** Keys whose records wait to be tried again. */
  long retrying() {
    return node.retrying().get();
  }

  // ---- rounds

  /** The round is to end: nothing is held back any more. */
  void pause() {
    Generation current = generation();
    current.localOrigin().draining(true);
    current.gate().close();
    node.parts().holdTimers();
    node.parts().sendCombined();
  }

  /** What it does for a round that ends. */
  RoundWork roundWork() {
    return roundWork;
  }

  /**
   * The round is committed. All objects that may leave memory do, so that each is read again from
   * what was stored of it.
   */
  void committed(long round, boolean prunes) {
    roundWork.committed(generation(), round, prunes);
    for (LaneWork lane : node.parts().work()) {
      for (StepVertex vertex : node.topology().steps()) {
        LaneRounds rounds = lane.step(vertex.index()).rounds();
        lane.onLane(() -> rounds.evictable(round).forEach(slot -> rounds.evict(slot, round)));
      }
    }
  }

  /** Whether values of reference data are committed and not in force yet. */
  boolean referencesDue() {
    return node.references().due();
  }

  /** Whether the objects of a key live here. */
  boolean isHome(String key) {
    return generation().isHome(key);
  }

  /** What its parts share. */
  Node node() {
    return node;
  }

  /** What there is to see of its objects. */
  VirtualObjects objects() {
    return objects;
  }

  /** What a process leaves that is gone: its files are closed, and nothing is flushed. */
  void crash() {
    try {
      node.deadLetterFile().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes sources and sinks as at the end of a run. */
  @Override
  public void close() {
    node.parts().sources().stop();
    try {
      for (SourceRunner source : node.parts().sources().all()) {
        source.awaitClosed(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    node.parts().sinks().forEach(SinkRunner::closeHere);
    crash();
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.NodeTime;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.status.PipelineStatus.Paused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The running parts of one node: readers, lanes' work, writers, and what they have for the time of
 * a generation. Changed by the thread that enters generations; what others read is published before
 * records flow.
 */
final class NodeParts {
  private static final long CLOSE_AFTER_FAILURE_MILLIS = 2000;

  private final Node node;
  private final Sources sources;
  private final List<SinkRunner> sinks = new CopyOnWriteArrayList<>();
  private final List<LaneWork> work = new CopyOnWriteArrayList<>();
  private volatile @Nullable Generation generation;
  private volatile long placing;

  NodeParts(Node node) {
    this.node = node;
    this.sources = new Sources(node);
  }

  /** Makes what outlives generations: the lanes' work and the sinks. */
  void prepare(
      List<Lane> lanes,
      Consumer<EntityMessage.Start> region,
      ResolvedBindings bindings,
      String nodeName) {
    for (Lane lane : lanes) {
      work.add(new LaneWork(node, lane, region));
    }
    for (Topology.SinkVertex vertex : node.topology().sinks()) {
      SinkRunner runner = new SinkRunner(node, vertex, bindings.sink(vertex.index()), nodeName);
      sinks.add(runner);
    }
  }

  /** Starts the sinks' threads. */
  void startSinks() {
    sinks.forEach(SinkRunner::start);
  }

  /**
   * Enters a generation; blocks.
   *
   * @param next it
   * @param positions where partitions are to be read from
   * @param marks for each sink what it needs to go back to the last commit; empty without a store
   * @param parked for each step in turn the keys of this node that are parked; empty without a
   *     store
   * @param committed the last round committed
   * @throws dev.potoroo.PotorooException if a connector cannot be opened
   */
  void enter(
      Generation next,
      ResolvedBindings bindings,
      Map<String, Map<String, Long>> positions,
      Optional<Map<String, Map<String, String>>> marks,
      List<ParkedKeys> parked,
      long committed,
      long watermark,
      LongConsumer onPause)
      throws InterruptedException {
    sources.leave(next, bindings, positions);
    for (CompletableFuture<Void> one : enter(next, marks, parked, committed)) {
      Waiting.on(one);
    }
    sources.open(next, bindings, positions, watermark, onPause);
  }

  /** Somebody has paused a source, or resumed it. */
  void paused(String source, @Nullable Paused how) {
    node.pauses().put(source, how);
    sources.wake();
  }

  /** Has lanes and sinks enter a generation; each of them completes when it has. */
  List<CompletableFuture<Void>> enter(
      Generation next,
      Optional<Map<String, Map<String, String>>> marks,
      List<ParkedKeys> parked,
      long committed) {
    generation = next;
    List<CompletableFuture<Void>> entering = new ArrayList<>();
    for (SinkRunner sink : sinks) {
      entering.add(sink.enter(next, marks.map(all -> all.getOrDefault(sink.name(), Map.of()))));
    }
    for (LaneWork lane : work) {
      CompletableFuture<Void> entered = new CompletableFuture<>();
      lane.onLane(
          () -> {
            lane.enter(next, parked, committed);
            entered.complete(null);
          });
      entering.add(entered);
    }
    return entering;
  }

  /** All nodes have entered a generation. */
  void place(long inGeneration) {
    placing = inGeneration;
  }

  /**
   * The generation whose shards may be moved now: all nodes have entered it; null if there is none.
   */
  @Nullable Generation placing() {
    Generation current = generation;
    return current != null && current.number() == placing ? current : null;
  }

  /** Whether no record comes in: readers have paused, and what is held stays held. */
  boolean paused() {
    Generation current = generation;
    return sources.paused() && (current == null || current.gate().closed());
  }

  Sources sources() {
    return sources;
  }

  List<SinkRunner> sinks() {
    return sinks;
  }

  /** Shards have their places. Timers fire, from where they were held. */
  void flow() {
    placing = 0;
    work.forEach(lane -> lane.timers().flow());
  }

  /** From now on no timer fires. */
  void holdTimers() {
    work.forEach(lane -> lane.timers().hold());
  }

  /** The round is to end: lanes send what they have combined, and combine nothing more. */
  void sendCombined() {
    if (node.topology().combines()) {
      work.forEach(lane -> lane.onLane(lane::sendCombined));
    }
  }

  /** Time has passed: timers that are due fire. */
  void tickTimers() {
    long now = node.clock().millis();
    work.forEach(lane -> lane.timers().tick(now));
  }

  /** How far event time has come on this node. */
  NodeTime time() {
    if (!node.topology().hasEventTime()) {
      return NodeTime.NONE;
    }
    boolean timersDue = work.stream().anyMatch(lane -> lane.timers().eventTimersDue());
    return sources.time(node.clock().millis(), timersDue);
  }

  void wakeReaders() {
    sources.wake();
  }

  /** Whether something is being done with records that are on this node. */
  boolean isBusy() {
    return !workingOn().isEmpty();
  }

  /** What records on this node wait for, for people; empty if nothing is to be done. */
  List<String> waitingFor() {
    List<String> waiting = workingOn();
    Generation current = generation;
    if (current != null) {
      waiting.addAll(current.waitingFor());
    }
    return waiting;
  }

  /** Which outside systems do not answer, and what is known of them, for people. */
  List<String> outside() {
    List<String> outside = new ArrayList<>(sources.waitingFor());
    for (SinkRunner sink : sinks) {
      sink.away().ifPresent(what -> outside.add("sink [" + sink.name() + "]: " + what));
    }
    return outside;
  }

  private List<String> workingOn() {
    List<String> waiting = new ArrayList<>();
    for (SinkRunner sink : sinks) {
      if (sink.busy()) {
        waiting.add("sink [" + sink.name() + "]");
      }
    }
    if (node.store().map(NodeStore::loading).orElse(false)) {
      waiting.add("the store");
    }
    if (work.stream().anyMatch(LaneWork::busy)) {
      waiting.add("handlers");
    }
    return waiting;
  }

  /** Where reading goes on, for each source and partition that can be read again. */
  Map<String, Map<String, Long>> positions(ResolvedBindings bindings) {
    Map<String, Map<String, Long>> positions = new TreeMap<>();
    for (SourceRunner runner : sources.all()) {
      if (bindings.source(runner.source()).replayable()) {
        positions
            .computeIfAbsent(runner.name(), name -> new TreeMap<>())
            .put(runner.partition(), runner.position());
      }
    }
    return positions;
  }

  /**
   * Closes the readers, lets the sinks write what they have, and closes them; blocks. False if a
   * sink took too long, which it cannot where nobody has asked for the end.
   */
  boolean closeConnectors(Completion.Kind kind) throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_AFTER_FAILURE_MILLIS);
    sources.stop();
    for (SourceRunner source : sources.all()) {
      source.awaitClosed(TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime()));
    }
    sinks.forEach(SinkRunner::close);
    long millis =
        switch (kind) {
          case FAILED -> CLOSE_AFTER_FAILURE_MILLIS;
          case STOPPED -> node.settings().drainTimeout().toMillis();
          case ENDED -> TimeUnit.DAYS.toMillis(365);
        };
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean closed = true;
    for (SinkRunner sink : sinks) {
      closed &= sink.awaitClosed(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
    }
    if (!closed) {
      sinks.forEach(SinkRunner::abandon);
    }
    return closed;
  }

  void askAgain() {
    work.forEach(lane -> lane.onLane(lane::askAgain));
  }

  /** The generation that this node is in; null before the first. */
  @Nullable Generation generation() {
    return generation;
  }

  /** The agents of all nodes, by number; empty before the first generation. */
  List<ActorRef<NodeMessage>> agents() {
    Generation current = generation;
    return current == null ? List.of() : current.agents();
  }

  SinkRunner sinkRunner(int sink) {
    return sinks.get(sink);
  }

  List<LaneWork> work() {
    return work;
  }

  /** The lane of a shard. */
  LaneWork workOf(int shard) {
    return work.get(Lanes.laneOfShard(shard, work.size()));
  }
}

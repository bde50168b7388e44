package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.EventClock;
import dev.potoroo.internal.round.NodeTime;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.TakeOver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline on some nodes, in one thread and on a {@link VirtualTime}, for the test kit. Records
 * go the way that they go in any run, through the same readers, lanes, state objects and writers;
 * between nodes they are packed and unpacked. What has no part in it: threads, actors, the network,
 * and the coordinator's protocol, since whoever calls sees all nodes at once.
 *
 * <p>Once something has failed, every method but {@link #restart} and {@link #close} throws it. For
 * one thread.
 */
public final class VirtualRun implements AutoCloseable {
  /** After so many turns of all nodes without anything read, nothing will ever come to rest. */
  private static final int MOST_PASSES = 10_000;

  private final Topology topology;
  private final PipelineSettings settings;
  private final ResolvedBindings bindings;
  private final StateStore nodeStore;
  private final VirtualStore store;
  private final VirtualTime time;
  private final List<VirtualNode> nodes = new ArrayList<>();
  private int nodesStarted;
  private @Nullable Assignment assignment;
  private long generation;
  private Optional<RoundCommit> last = Optional.empty();
  private final VirtualView view;
  private EventClock eventTime = new EventClock(Optional.empty());
  private Instant roundEnds;

  /** Whether nothing of the generation is committed yet. */
  private boolean begins;

  /** How many records all nodes had emitted in this generation when the last round ended. */
  private long emittedAtCut;

  /** Whether records flow and timers fire: not while a round ends. */
  private boolean flows;

  private @Nullable PotorooException failure;

  private VirtualRun(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time) {
    this.topology = topology;
    this.settings = settings;
    this.bindings = bindings;
    this.nodeStore = store;
    this.store = new VirtualStore(store, this::failed);
    this.time = time;
    this.view = new VirtualView(topology, nodes, this.store);
    this.roundEnds = time.now().plus(settings.rounds().interval());
  }

  /**
   * Starts a run on what the store has.
   *
   * @param bindings whose readers never wait, and never end
   * @param store which is never unavailable; closed by whoever has opened it
   * @throws PotorooException if a connector cannot be opened
   */
  public static VirtualRun start(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      int nodes) {
    VirtualRun run = new VirtualRun(topology, settings, bindings, store, time);
    for (int i = 0; i < nodes; i++) {
      run.addNode();
    }
    run.beginGeneration();
    return run;
  }

  private void addNode() {
    nodesStarted++;
    nodes.add(
        new VirtualNode(
            "node-" + nodesStarted, topology, settings, bindings, nodeStore, time, this::failed));
  }

  private void failed(PotorooException e) {
    if (failure == null) {
      failure = e;
    }
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** The names of the nodes. */
  public List<String> nodes() {
    return nodes.stream().map(VirtualNode::name).toList();
  }

  // ---- generations

  private void beginGeneration() {
    TakeOver begun = store.takeOver();
    generation = begun.generation();
    last = begun.last();
    List<Assignment.NodeSpec> specs = nodes.stream().map(VirtualNode::spec).toList();
    Assignment before = assignment;
    Assignment next =
        before == null ? Assignment.first(specs, settings.shards()) : before.evenlyOn(specs);
    assignment = next;
    eventTime = new EventClock(last);
    time.clear();
    List<Consumer<NodeMessage>> agents =
        nodes.stream().<Consumer<NodeMessage>>map(node -> node::tell).toList();
    nodes.forEach(node -> node.enter(generation, next, agents, last, eventTime.watermark()));
    begins = true;
    emittedAtCut = 0;
    letFlow();
  }

  private void letFlow() {
    nodes.forEach(VirtualNode::letFlow);
    flows = true;
    roundEnds = time.now().plus(settings.rounds().interval());
    settle();
  }

  /** Goes back to the last commit, as after a lost message. */
  public void rollBack() {
    check();
    beginGeneration();
  }

  /** One node dies, the others go on from the last commit with its shards and partitions. */
  public void crash(String node) {
    VirtualNode dies = oneOfSeveral(node);
    dies.crash();
    nodes.remove(dies);
    beginGeneration();
  }

  private VirtualNode oneOfSeveral(String node) {
    check();
    VirtualNode found =
        nodes.stream()
            .filter(one -> one.name().equals(node))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no node [" + node + "], only " + nodes()));
    if (nodes.size() == 1) {
      throw new IllegalStateException("node [" + node + "] is the only one: nobody would go on");
    }
    return found;
  }

  /** Ends the round; then one node goes, and the others take its shards and partitions. */
  public void leave(String node) {
    VirtualNode leaves = oneOfSeveral(node);
    endRound();
    leaves.close();
    nodes.remove(leaves);
    beginGeneration();
  }

  /** Ends the round; then all shards of each node move to the node after it. */
  public void moveShards() {
    endRound();
    Assignment before = Objects.requireNonNull(assignment);
    int count = nodes.size();
    assignment =
        new Assignment(
            before.nodes(), before.homeOfShard().stream().map(home -> (home + 1) % count).toList());
    beginGeneration();
  }

  /** All nodes die, as many start on what is stored. A failure is forgotten. */
  public void restart() {
    int count = nodes.size();
    nodes.forEach(VirtualNode::crash);
    nodes.clear();
    assignment = null;
    failure = null;
    nodesStarted = 0;
    for (int i = 0; i < count; i++) {
      addNode();
    }
    beginGeneration();
  }

  /** Ends the round; then one more node takes its share of shards and partitions. */
  public String join() {
    endRound();
    addNode();
    beginGeneration();
    return nodes.get(nodes.size() - 1).name();
  }

  // ---- records and time

  /**
   * Reads what sources have, fires the timers that are due, and does all that can be done without
   * time going on.
   *
   * @throws IllegalStateException if that never comes to an end
   */
  public void settle() {
    check();
    int idlePasses = 0;
    boolean more = true;
    while (more && failure == null) {
      boolean read = false;
      boolean worked = false;
      for (VirtualNode node : nodes) {
        read |= node.read();
        worked |= node.work();
      }
      idlePasses = read ? 0 : idlePasses + 1;
      if (idlePasses > MOST_PASSES) {
        throw endless();
      }
      more = read || worked || flows && fireTimers();
    }
    check();
  }

  private boolean fireTimers() {
    boolean any = false;
    for (VirtualNode node : nodes) {
      any |= node.fireTimers();
    }
    return any;
  }

  private IllegalStateException endless() {
    return new IllegalStateException(
        "pipeline ["
            + topology.pipeline()
            + "] does not come to rest at ["
            + time.now()
            + "], event time ["
            + eventTime()
            + "]: it seems that a timer's handler always sets a timer that is due at once. Set it"
            + " to a later time; by event time, stop at Instant.MAX.");
  }

  /**
   * Lets time go on: what is planned, and timers, when they are due; and rounds end when they are
   * to, if something has happened in them or event time can move.
   */
  public void advance(Duration by) {
    Instant until = time.now().plus(by);
    settle();
    for (Instant next = next(); !next.isAfter(until); next = next()) {
      moveTo(next);
      if (roundIsDue() && !time.now().isBefore(roundEnds)) {
        endRound();
      }
    }
    moveTo(until);
  }

  private void moveTo(Instant moment) {
    if (!roundIsDue() && !roundEnds.isAfter(moment)) {
      // Until then rounds in which nothing happens follow each other.
      Duration interval = settings.rounds().interval();
      long whole = Duration.between(roundEnds, moment).dividedBy(interval);
      roundEnds = roundEnds.plus(interval.multipliedBy(whole + 1));
    }
    time.moveTo(moment);
    time.runDue();
    settle();
  }

  /** When there is something to do; the end of all time if there is nothing. */
  private Instant next() {
    Instant next = time.next().orElse(Instant.MAX);
    long now = time.now().toEpochMilli();
    for (VirtualNode node : nodes) {
      next = earlier(next, Instants.of(node.nextTimer()));
      next = earlier(next, Instants.of(node.nextIdle(now)));
    }
    return roundIsDue() ? earlier(next, roundEnds) : next;
  }

  private static Instant earlier(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  /** A round in which nothing has happened need not end; one with records in flight cannot. */
  private boolean roundIsDue() {
    return inFlight() == 0 && (begins || emitted() != emittedAtCut || eventTime.moves(times()));
  }

  private long inFlight() {
    return nodes.stream().mapToLong(VirtualNode::inFlight).sum();
  }

  private long emitted() {
    return nodes.stream().mapToLong(VirtualNode::emitted).sum();
  }

  private List<NodeTime> times() {
    return nodes.stream().map(VirtualNode::time).toList();
  }

  /**
   * Ends the round: waits until nothing is in flight, for which time may have to go on, and commits
   * it. What event time has made due then happens in the next one. If it has brought values of
   * reference data, an empty one follows, with which they come into force.
   */
  public void endRound() {
    commitRound();
    if (nodes.stream().anyMatch(VirtualNode::referencesDue)) {
      commitRound();
    }
  }

  private void commitRound() {
    List<Prepared> prepared = prepared();
    long round = committedRound() + 1;
    last = Optional.of(store.commit(round(), prepared));
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).committed(round, i == 0);
    }
    begins = false;
    emittedAtCut = emitted();
    letFlow();
  }

  private VirtualStore.Round round() {
    return new VirtualStore.Round(
        generation, settings.shards(), time.now(), eventTime.watermark(), last);
  }

  /**
   * Ends rounds as at the end of all input: until no record waits to be tried again, and all that
   * event time makes due has happened.
   */
  public void endLastRound() {
    endRound();
    long left = retrying();
    while (left > 0 || eventTime.leavesWork()) {
      if (left > 0) {
        awaitNext(left);
      }
      endRound();
      left = retrying();
    }
  }

  private long retrying() {
    return nodes.stream().mapToLong(VirtualNode::retrying).sum();
  }

  /** Lets time go on until something is due. */
  private void awaitNext(long records) {
    Instant next = flows ? next() : time.next().orElse(Instant.MAX);
    if (next.equals(Instant.MAX)) {
      throw new IllegalStateException(
          "["
              + records
              + "] records are left, and nothing is left to do. Please report this defect.");
    }
    moveTo(next);
  }

  /** Goes back to the last commit as often as a node cannot go on from where it is. */
  private List<Prepared> prepared() {
    for (int tries = 0; tries <= settings.rounds().maxRollbacks(); tries++) {
      drain();
      flows = false;
      nodes.forEach(VirtualNode::pause);
      drain();
      if (!isBroken()) {
        eventTime.advance(times());
        List<Prepared> prepared = prepare(committedRound() + 1);
        if (!isBroken()) {
          return complete(prepared);
        }
      }
      beginGeneration();
    }
    throw new IllegalStateException(
        "the pipeline went back to round ["
            + committedRound()
            + "] more than ["
            + settings.rounds().maxRollbacks()
            + "] times, and each time a state could not be kept");
  }

  private void drain() {
    settle();
    while (inFlight() > 0) {
      awaitNext(inFlight());
    }
  }

  private boolean isBroken() {
    return nodes.stream().anyMatch(VirtualNode::isBroken);
  }

  private List<Prepared> prepare(long round) {
    List<Prepared> prepared = new ArrayList<>();
    for (VirtualNode node : nodes) {
      node.prepare(round, eventTime.watermark()).ifPresent(prepared::add);
    }
    check();
    return prepared;
  }

  private List<Prepared> complete(List<Prepared> prepared) {
    if (prepared.size() < nodes.size()) {
      throw new IllegalStateException(
          "the round after ["
              + committedRound()
              + "] could not be prepared. Please report this defect.");
    }
    return prepared;
  }

  // ---- questions

  /** The last round committed; 0 if none was. */
  public long committedRound() {
    return last.map(RoundCommit::round).orElse(0L);
  }

  /** How far event time has come, as handlers are told it. */
  public Instant eventTime() {
    return Instants.of(eventTime.watermark());
  }

  /**
   * What there is to see of its objects.
   *
   * @throws PotorooException if the run has failed
   */
  public VirtualView view() {
    check();
    return view;
  }

  /** Closes connectors and files. */
  @Override
  public void close() {
    nodes.forEach(VirtualNode::close);
  }
}

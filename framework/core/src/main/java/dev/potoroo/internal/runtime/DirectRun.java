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
 * A {@link VirtualRun} in which rounds end as soon as that is asked for, and without that time goes
 * on for it: whoever calls sees all nodes at once, so that neither a network nor the coordinator's
 * protocol has a part in it.
 */
public final class DirectRun implements VirtualRun {
  private final Topology topology;
  private final PipelineSettings settings;
  private final ResolvedBindings bindings;
  private final StateStore nodeStore;
  private final VirtualStore store;
  private final VirtualTime time;
  private final List<DirectNode> nodes = new ArrayList<>();
  private int nodesStarted;
  private @Nullable Assignment assignment;
  private long generation;
  private Optional<RoundCommit> last = Optional.empty();
  private final VirtualView view;
  private final Passes passes;
  private EventClock eventTime = new EventClock(Optional.empty());
  private Instant roundEnds;

  /** Whether nothing of the generation is committed yet. */
  private boolean begins;

  /** How many records all nodes had emitted in this generation when the last round ended. */
  private long emittedAtCut;

  /** Whether records flow and timers fire: not while a round ends. */
  private boolean flows;

  private @Nullable PotorooException failure;

  private DirectRun(
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
    this.view = new VirtualView(topology, this::virtualNodes, this.store);
    this.passes = new Passes(topology.pipeline(), time, this::eventTime);
    this.roundEnds = time.now().plus(settings.rounds().interval());
  }

  /**
   * Starts a run on what the store has.
   *
   * @param bindings whose readers never wait, and never end
   * @param store which is never unavailable; closed by whoever has opened it
   * @throws PotorooException if a connector cannot be opened
   */
  public static DirectRun start(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      int nodes) {
    DirectRun run = new DirectRun(topology, settings, bindings, store, time);
    for (int i = 0; i < nodes; i++) {
      run.addNode();
    }
    run.beginGeneration();
    return run;
  }

  private void addNode() {
    nodesStarted++;
    nodes.add(
        new DirectNode(
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

  @Override
  public List<String> nodes() {
    return virtualNodes().stream().map(VirtualNode::name).toList();
  }

  private List<VirtualNode> virtualNodes() {
    return nodes.stream().map(DirectNode::node).toList();
  }

  // ---- generations

  private void beginGeneration() {
    TakeOver begun = store.takeOver();
    generation = begun.generation();
    last = begun.last();
    List<Assignment.NodeSpec> specs = virtualNodes().stream().map(VirtualNode::spec).toList();
    Assignment before = assignment;
    Assignment next =
        before == null ? Assignment.first(specs, settings.shards()) : before.evenlyOn(specs);
    assignment = next;
    eventTime = new EventClock(last);
    time.clear();
    List<Consumer<NodeMessage>> agents =
        virtualNodes().stream().<Consumer<NodeMessage>>map(node -> node::tell).toList();
    virtualNodes()
        .forEach(node -> node.enter(generation, next, agents, last, eventTime.watermark()));
    begins = true;
    emittedAtCut = 0;
    letFlow();
  }

  private void letFlow() {
    virtualNodes().forEach(VirtualNode::letFlow);
    flows = true;
    roundEnds = time.now().plus(settings.rounds().interval());
    settle();
  }

  @Override
  public void rollBack() {
    check();
    beginGeneration();
  }

  @Override
  public void crash(String node) {
    DirectNode dies = oneOfSeveral(node);
    dies.node().crash();
    nodes.remove(dies);
    beginGeneration();
  }

  private DirectNode oneOfSeveral(String node) {
    check();
    DirectNode found =
        nodes.stream()
            .filter(one -> one.node().name().equals(node))
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

  @Override
  public void leave(String node) {
    DirectNode leaves = oneOfSeveral(node);
    endRound();
    leaves.node().close();
    nodes.remove(leaves);
    beginGeneration();
  }

  @Override
  public void moveShards() {
    endRound();
    Assignment before = Objects.requireNonNull(assignment);
    int count = nodes.size();
    assignment =
        new Assignment(
            before.nodes(), before.homeOfShard().stream().map(home -> (home + 1) % count).toList());
    beginGeneration();
  }

  @Override
  public void restart() {
    int count = nodes.size();
    virtualNodes().forEach(VirtualNode::crash);
    nodes.clear();
    assignment = null;
    failure = null;
    nodesStarted = 0;
    for (int i = 0; i < count; i++) {
      addNode();
    }
    beginGeneration();
  }

  @Override
  public void join() {
    endRound();
    addNode();
    beginGeneration();
  }

  // ---- records and time

  @Override
  public void settle() {
    check();
    List<VirtualNode> all = virtualNodes();
    passes.begin();
    boolean more = true;
    while (more && failure == null) {
      boolean read = false;
      boolean worked = false;
      for (VirtualNode node : all) {
        read |= node.read();
        worked |= node.work();
      }
      passes.next(read);
      more = read || worked || flows && fireTimers();
    }
    check();
  }

  private boolean fireTimers() {
    boolean any = false;
    for (VirtualNode node : virtualNodes()) {
      any |= node.fireTimers();
    }
    return any;
  }

  @Override
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
    for (VirtualNode node : virtualNodes()) {
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
    return virtualNodes().stream().mapToLong(VirtualNode::inFlight).sum();
  }

  private long emitted() {
    return virtualNodes().stream().mapToLong(VirtualNode::emitted).sum();
  }

  private List<NodeTime> times() {
    return virtualNodes().stream().map(VirtualNode::time).toList();
  }

  @Override
  public void endRound() {
    commitRound();
    if (virtualNodes().stream().anyMatch(VirtualNode::referencesDue)) {
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

  @Override
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
    return virtualNodes().stream().mapToLong(VirtualNode::retrying).sum();
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
      virtualNodes().forEach(VirtualNode::pause);
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
    return nodes.stream().anyMatch(DirectNode::isBroken);
  }

  private List<Prepared> prepare(long round) {
    List<Prepared> prepared = new ArrayList<>();
    for (DirectNode node : nodes) {
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

  @Override
  public long committedRound() {
    return last.map(RoundCommit::round).orElse(0L);
  }

  @Override
  public Instant eventTime() {
    return Instants.of(eventTime.watermark());
  }

  @Override
  public VirtualView view() {
    check();
    return view;
  }

  /** Closes connectors and files. */
  @Override
  public void close() {
    virtualNodes().forEach(VirtualNode::close);
  }
}

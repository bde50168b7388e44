package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.EventClock;
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
  private final PipelineSettings settings;
  private final VirtualStore store;
  private final VirtualTime time;
  private final DirectNodes nodes;
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
    this.settings = settings;
    this.store = new VirtualStore(store, this::failed);
    this.time = time;
    this.nodes =
        new DirectNodes(
            name -> new DirectNode(name, topology, settings, bindings, store, time, this::failed));
    this.view = new VirtualView(topology, nodes::parts, this.store);
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
      run.nodes.start();
    }
    run.beginGeneration();
    return run;
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
    return nodes.names();
  }

  // ---- generations

  private void beginGeneration() {
    TakeOver begun = store.takeOver();
    generation = begun.generation();
    last = begun.last();
    List<Assignment.NodeSpec> specs = nodes.specs();
    Assignment before = assignment;
    Assignment next =
        before == null ? Assignment.first(specs, settings.shards()) : before.evenlyOn(specs);
    assignment = next;
    eventTime = new EventClock(last);
    time.clear();
    List<Consumer<NodeMessage>> agents =
        nodes.parts().stream().<Consumer<NodeMessage>>map(node -> node::tell).toList();
    nodes.parts().forEach(node -> node.enter(generation, next, agents, last));
    begins = true;
    emittedAtCut = 0;
    letFlow();
  }

  private void letFlow() {
    nodes.parts().forEach(VirtualNode::letFlow);
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
    check();
    DirectNode dies = nodes.oneOfSeveral(node);
    dies.node().crash();
    nodes.remove(dies);
    beginGeneration();
  }

  @Override
  public void leave(String node) {
    check();
    DirectNode leaves = nodes.oneOfSeveral(node);
    endRound();
    leaves.node().close();
    nodes.remove(leaves);
    beginGeneration();
  }

  @Override
  public void moveShards() {
    endRound();
    Assignment before = Objects.requireNonNull(assignment);
    int count = nodes.count();
    assignment =
        new Assignment(
            before.nodes(), before.homeOfShard().stream().map(home -> (home + 1) % count).toList());
    beginGeneration();
  }

  @Override
  public void restart() {
    nodes.restart();
    assignment = null;
    failure = null;
    beginGeneration();
  }

  @Override
  public void join() {
    endRound();
    nodes.start();
    beginGeneration();
  }

  // ---- records and time

  @Override
  public void settle() {
    check();
    passes.begin();
    boolean more = true;
    while (more && failure == null) {
      boolean read = false;
      boolean worked = false;
      for (VirtualNode node : nodes.parts()) {
        read |= node.read();
        worked |= node.work();
      }
      passes.next(read);
      more = read || worked || flows && nodes.fireTimers();
    }
    check();
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
    for (VirtualNode node : nodes.parts()) {
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
    return nodes.inFlight() == 0
        && (begins || nodes.emitted() != emittedAtCut || eventTime.moves(nodes.times()));
  }

  @Override
  public void endRound() {
    commitRound();
    if (nodes.referencesDue()) {
      commitRound();
    }
  }

  private void commitRound() {
    List<Prepared> prepared = prepared();
    long round = committedRound() + 1;
    last = Optional.of(store.commit(round(), prepared));
    for (int i = 0; i < nodes.count(); i++) {
      nodes.all().get(i).committed(round, i == 0);
    }
    begins = false;
    emittedAtCut = nodes.emitted();
    letFlow();
  }

  private VirtualStore.Round round() {
    return new VirtualStore.Round(
        generation, settings.shards(), time.now(), eventTime.watermark(), last);
  }

  @Override
  public void endLastRound() {
    endRound();
    long left = nodes.retrying();
    while (left > 0 || eventTime.leavesWork()) {
      if (left > 0) {
        awaitNext(left);
      }
      endRound();
      left = nodes.retrying();
    }
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
      nodes.parts().forEach(VirtualNode::pause);
      drain();
      if (!nodes.isBroken()) {
        eventTime.advance(nodes.times());
        List<Prepared> prepared = prepare(committedRound() + 1);
        if (!nodes.isBroken()) {
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
    while (nodes.inFlight() > 0) {
      awaitNext(nodes.inFlight());
    }
  }

  private List<Prepared> prepare(long round) {
    List<Prepared> prepared = new ArrayList<>();
    for (DirectNode node : nodes.all()) {
      node.prepare(round, eventTime.watermark()).ifPresent(prepared::add);
    }
    check();
    return prepared;
  }

  private List<Prepared> complete(List<Prepared> prepared) {
    if (prepared.size() < nodes.count()) {
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
    nodes.parts().forEach(VirtualNode::close);
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link VirtualRun} whose nodes agree on rounds by the protocol of production: the real
 * coordinator and participants decide, and what they say to each other goes through a network that
 * takes no time, unless {@link #faults} say so. What can be done without time going on is done at
 * once; what waits for a node that is away waits until time goes on.
 */
public final class SimulatedRun implements VirtualRun {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final SimulatedFaults faults;
  private final Passes passes;
  private final VirtualView view;

  private SimulatedRun(SimulatedWorld world, Random random) {
    this.world = world;
    cluster = new SimulatedCluster(world);
    faults = new SimulatedFaults(world, cluster, random);
    passes = new Passes(world.topology().pipeline(), world.time(), this::eventTime);
    VirtualStore store = new VirtualStore(world.store(), world::failed);
    view = new VirtualView(world.topology(), this::virtualNodes, store);
  }

  /**
   * Starts a run on what the store has.
   *
   * @param bindings whose readers never wait
   * @param store which is never unavailable; closed by whoever has opened it
   * @param conduct how nodes follow what is decided
   * @param random decides about what is late and how much
   * @param trace is told what happens
   * @throws PotorooException if a connector cannot be opened
   */
  public static SimulatedRun start(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      int nodes,
      SimulatedConduct conduct,
      Random random,
      Consumer<String> trace) {
    SimulatedWorld world =
        new SimulatedWorld(topology, settings, bindings, store, time, conduct, random, trace);
    SimulatedRun run = new SimulatedRun(world, random);
    run.cluster.start(nodes);
    run.awaitAll("the nodes to start");
    return run;
  }

  /** What can go wrong while the run goes on. */
  public SimulatedFaults faults() {
    return faults;
  }

  private void check() {
    PotorooException failure = world.failure();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public List<String> nodes() {
    return cluster.members().stream().map(SimulatedProcess::name).toList();
  }

  private List<VirtualNode> virtualNodes() {
    return cluster.members().stream().map(SimulatedProcess::node).toList();
  }

  // ---- records and time

  @Override
  public void settle() {
    cluster.members().forEach(SimulatedProcess::mayRead);
    rest();
  }

  /** Does all that can be done now. */
  private void rest() {
    check();
    passes.begin();
    boolean more = true;
    while (more && world.failure() == null) {
      boolean due = isDue();
      world.time().runDue();
      boolean read = false;
      boolean worked = false;
      List<SimulatedProcess> all = cluster.living();
      for (SimulatedProcess process : all) {
        read |= process.read();
        worked |= process.work();
      }
      passes.next(read);
      more = due || read || worked || fireTimers(all);
    }
    check();
  }

  private boolean isDue() {
    return world.time().next().filter(at -> !at.isAfter(world.time().now())).isPresent();
  }

  private static boolean fireTimers(List<SimulatedProcess> all) {
    boolean any = false;
    for (SimulatedProcess process : all) {
      any |= process.fireTimers();
    }
    return any;
  }

  @Override
  public void advance(Duration by) {
    Instant until = world.time().now().plus(by);
    settle();
    for (Instant next = next(); !next.isAfter(until); next = next()) {
      moveTo(next);
    }
    moveTo(until);
  }

  private void moveTo(Instant moment) {
    world.time().moveTo(moment);
    rest();
  }

  /** When there is something to do that cannot be done now. */
  private Instant next() {
    Instant now = world.time().now();
    Instant next = world.time().next().orElse(Instant.MAX);
    for (SimulatedProcess process : cluster.living()) {
      next = earlier(next, Instants.of(process.node().nextTimer()), now);
      next = earlier(next, Instants.of(process.node().nextIdle(now.toEpochMilli())), now);
    }
    return next;
  }

  private static Instant earlier(Instant one, Instant other, Instant after) {
    return other.isAfter(after) && other.isBefore(one) ? other : one;
  }

  // ---- rounds

  @Override
  public void endRound() {
    settle();
    awaitCut();
    if (virtualNodes().stream().anyMatch(VirtualNode::referencesDue)) {
      awaitCut();
    }
  }

  /** Waits until a round has ended that began to end when all that there is had been read. */
  private void awaitCut() {
    Cut cut = new Cut();
    await("a round to end", cut::hasEnded);
  }

  private final class Cut {
    private @Nullable SimulatedCuts cuts;
    private long generation;
    private long others;

    boolean hasEnded() {
      SimulatedCoordinator coordinator = cluster.coordinator().orElse(null);
      if (coordinator == null) {
        return false;
      }
      SimulatedCuts now = coordinator.cuts();
      if (now.isComplete()) {
        return true;
      }
      boolean same = now == cuts && now.generation() == generation;
      if (same && now.endedAfter(others)) {
        return true;
      }
      if (!same) {
        cuts = null;
        if (cluster.members().stream().allMatch(SimulatedProcess::isDry)) {
          cuts = now;
          generation = now.generation();
          others = now.begun();
        }
      }
      if (cuts != null) {
        coordinator.wantCut();
      }
      return false;
    }
  }

  @Override
  public void endLastRound() {
    check();
    if (faults.heal()) {
      // As when those are started again: sinks go back to the last commit.
      rollBack();
    }
    settle();
    await(
        "the end of all input",
        () -> cluster.members().stream().allMatch(SimulatedProcess::isEnded));
    rest();
  }

  /** Lets time go on until something has happened. */
  private void await(String what, BooleanSupplier happened) {
    Instant until = world.time().now().plus(PATIENCE);
    rest();
    while (!happened.getAsBoolean()) {
      rest();
      if (happened.getAsBoolean()) {
        return;
      }
      if (world.time().now().isAfter(until)) {
        throw new IllegalStateException(
            "waited [" + PATIENCE + "] of simulated time for " + what + ". Please report this.");
      }
      moveTo(next());
    }
  }

  /** Waits until all members are in the generation of the coordinator. */
  private void awaitAll(String what) {
    await(what, this::allGoOn);
  }

  private boolean allGoOn() {
    long generation =
        cluster.coordinator().map(coordinator -> coordinator.cuts().generation()).orElse(0L);
    return generation > 0 && cluster.members().stream().allMatch(one -> one.isIn(generation));
  }

  // ---- what happens to nodes

  @Override
  public void rollBack() {
    check();
    cluster.members().get(0).breaks("simulated");
    rest();
  }

  @Override
  public void crash(String node) {
    check();
    cluster.crash(cluster.oneOfSeveral(node));
    rest();
  }

  @Override
  public void leave(String node) {
    check();
    SimulatedProcess process = cluster.oneOfSeveral(node);
    process.leave();
    await("node [" + node + "] to leave", () -> !cluster.isMember(process));
  }

  @Override
  public void join() {
    check();
    SimulatedProcess process = cluster.join();
    await("node [" + process.name() + "] to join", () -> !cluster.isMember(process) || allGoOn());
  }

  /** As when all nodes are replaced one after the other. */
  @Override
  public void moveShards() {
    for (String node : nodes()) {
      join();
      if (nodes().contains(node)) {
        leave(node);
      }
    }
  }

  @Override
  public void restart() {
    int count = Math.max(1, cluster.members().size());
    world.restart();
    faults.restart();
    cluster.start(count);
    awaitAll("the nodes to start");
  }

  // ---- questions

  @Override
  public long committedRound() {
    return world.last().map(RoundCommit::round).orElse(0L);
  }

  @Override
  public Instant eventTime() {
    return Instants.of(
        cluster
            .coordinator()
            .map(coordinator -> coordinator.cuts().watermark())
            .orElse(Long.MIN_VALUE));
  }

  /** Waits until the nodes go on with what was committed, if they do not. */
  @Override
  public VirtualView view() {
    awaitAll("the nodes to go on");
    return view;
  }

  @Override
  public void close() {
    cluster.living().forEach(process -> process.node().close());
  }
}

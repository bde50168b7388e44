package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.Step;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.topology.Topology;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateChange;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.TakeOver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private Instant roundEnds;
  private boolean changed;
  private @Nullable PotorooException failure;

  /**
   * A state object.
   *
   * @param state its state, encoded
   * @param version how many updates it has seen
   * @param lastTouched when its last record was handled
   * @param node the node that it lives on
   */
  public record Found(byte[] state, long version, Instant lastTouched, String node) {}

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
    this.roundEnds = time.now().plus(settings.rounds().interval());
  }

  /**
   * Starts a run on what the store has.
   *
   * @param bindings whose readers never wait, and never end
   * @param store which is never unavailable; closed by whoever has opened it
   * @throws PotorooException if a connector cannot be opened
   * @throws UnsupportedOperationException if the pipeline has event time or timers
   */
  public static VirtualRun start(
      Topology topology,
      PipelineSettings settings,
      ResolvedBindings bindings,
      StateStore store,
      VirtualTime time,
      int nodes) {
    if (topology.hasEventTime() || topology.hasTimers()) {
      throw new UnsupportedOperationException(
          "Pipeline ["
              + topology.pipeline()
              + "] has event time or timers (windows and ages are made of them), which do not go by"
              + " virtual time yet. Test its steps with Step.test and Step.testTimer, and the whole"
              + " of it on real nodes with PipelineRunner.");
    }
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
    time.clear();
    List<Consumer<NodeMessage>> agents =
        nodes.stream().<Consumer<NodeMessage>>map(node -> node::tell).toList();
    nodes.forEach(node -> node.enter(generation, next, agents, last));
    nodes.forEach(VirtualNode::letFlow);
    roundEnds = time.now().plus(settings.rounds().interval());
    changed = true;
    settle();
  }

  /** Goes back to the last commit, as after a lost message. */
  public void rollBack() {
    check();
    beginGeneration();
  }

  /** One node dies, the others go on from the last commit with its shards and partitions. */
  public void crash(String node) {
    check();
    VirtualNode dies =
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
    dies.crash();
    nodes.remove(dies);
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

  /** Reads what sources have, and does all that can be done without time going on. */
  public void settle() {
    check();
    boolean more = true;
    while (more && failure == null) {
      more = false;
      for (VirtualNode node : nodes) {
        more |= node.read();
        more |= node.work();
      }
      changed |= more;
    }
    check();
  }

  /**
   * Lets time go on: what is planned is done when it is due, and rounds end when they are to, if
   * something has happened in them.
   */
  public void advance(Duration by) {
    Instant until = time.now().plus(by);
    settle();
    for (Optional<Instant> next = next(); next.isPresent(); next = next()) {
      if (next.get().isAfter(until)) {
        break;
      }
      time.moveTo(next.get());
      time.runDue();
      settle();
      if (roundIsDue() && !time.now().isBefore(roundEnds)) {
        endRound();
      }
    }
    time.moveTo(until);
    while (!roundEnds.isAfter(until)) {
      roundEnds = roundEnds.plus(wholeRounds(until));
    }
  }

  /** How long the rounds last that are over by {@code until}, in which nothing has happened. */
  private Duration wholeRounds(Instant until) {
    Duration interval = settings.rounds().interval();
    return interval.multipliedBy(Duration.between(roundEnds, until).dividedBy(interval) + 1);
  }

  private Optional<Instant> next() {
    Optional<Instant> planned = time.next();
    if (!roundIsDue() || planned.isPresent() && planned.get().isBefore(roundEnds)) {
      return planned;
    }
    return Optional.of(roundEnds);
  }

  /** A round in which nothing has happened need not end; one with records in flight cannot. */
  private boolean roundIsDue() {
    return changed && inFlight() == 0;
  }

  private long inFlight() {
    return nodes.stream().mapToLong(VirtualNode::inFlight).sum();
  }

  /**
   * Ends the round: waits until nothing is in flight, for which time may have to go on, and commits
   * it. If it has brought values of reference data, an empty one follows, with which they come into
   * force.
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
    last = Optional.of(store.commit(generation, settings.shards(), time.now(), last, prepared));
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).committed(round, i == 0);
    }
    nodes.forEach(VirtualNode::letFlow);
    roundEnds = time.now().plus(settings.rounds().interval());
    changed = false;
    check();
  }

  /** Ends rounds as at the end of all input: until no record waits to be tried again. */
  public void endLastRound() {
    endRound();
    for (long left = retrying(); left > 0; left = retrying()) {
      awaitNext(left);
      endRound();
    }
  }

  private long retrying() {
    return nodes.stream().mapToLong(VirtualNode::retrying).sum();
  }

  /** Lets time go on until something is due. */
  private void awaitNext(long records) {
    time.moveTo(
        time.next()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "["
                            + records
                            + "] records are left, and nothing is left to do. Please report this"
                            + " defect.")));
    time.runDue();
    settle();
  }

  /** Goes back to the last commit as often as a node cannot go on from where it is. */
  private List<Prepared> prepared() {
    for (int tries = 0; tries <= settings.rounds().maxRollbacks(); tries++) {
      drain();
      nodes.forEach(VirtualNode::pause);
      drain();
      if (!isBroken()) {
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
      node.prepare(round).ifPresent(prepared::add);
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

  /** The object of a key of a step; empty if there is none. */
  public Optional<Found> object(int step, String key) {
    check();
    StepVertex vertex = topology.steps().get(step);
    VirtualNode home = nodes.stream().filter(node -> node.isHome(key)).findFirst().orElseThrow();
    StateObject live = home.live(step, key);
    if (live == null) {
      return store
          .object(vertex.name(), key)
          .map(one -> new Found(one.state(), one.version(), one.lastTouched(), home.name()));
    }
    return live.exists() ? Optional.of(found(vertex, live, home.name())) : Optional.empty();
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
      return new Found(
          Objects.requireNonNull(change.state()), live.version(), live.lastTouched(), node);
    } catch (Exception e) {
      throw Captured.notEncoded(vertex.name(), live.key, e);
    }
  }

  /** The keys of a step's objects, in order. */
  public List<String> keys(int step) {
    check();
    Set<String> keys = store.keys(topology.steps().get(step).name());
    nodes.forEach(node -> node.addLiveKeys(step, keys));
    return List.copyOf(keys);
  }

  /** How many records were skipped at a source or step, on the nodes that are there. */
  public long skipped(String at) {
    return nodes.stream().mapToLong(node -> node.skipped(at)).sum();
  }

  /** Closes connectors and files. */
  @Override
  public void close() {
    nodes.forEach(VirtualNode::close);
  }
}

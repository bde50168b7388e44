package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.Effect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process of a {@link SimulatedRun}: a node and its agent. It can stand still, and die, between
 * any two decisions that it carries out.
 */
final class SimulatedProcess {
  private static final Duration TICK = Duration.ofMillis(500);

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final long incarnation;
  private final VirtualNode node;
  private final SimulatedAgent agent;
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
  private @Nullable SimulatedCoordinator coordinator;
  private Life life = Life.RUNS;
  private boolean still;
  private boolean leaving;

  /** Whether its sources have nothing to read; not known while records do not flow. */
  private boolean dry;

  /** How many decisions are left until something happens to it; 0 if nothing does. */
  private int decisionsLeft;

  private Runnable soon = () -> {};

  private enum Life {
    RUNS,
    /** The run has come to its end here. */
    ENDED,
    GONE
  }

  SimulatedProcess(SimulatedWorld world, SimulatedCluster cluster, String name, long incarnation) {
    this.world = world;
    this.cluster = cluster;
    this.incarnation = incarnation;
    node = world.node(name, this::failed, this::heard);
    agent = new SimulatedAgent(world, this, node);
    world.time().after(TICK, this::tick);
  }

  String name() {
    return node.name();
  }

  long incarnation() {
    return incarnation;
  }

  VirtualNode node() {
    return node;
  }

  NodeSpec spec() {
    return node.spec();
  }

  // ---- a process lives, stands still and dies

  boolean isGone() {
    return life == Life.GONE;
  }

  boolean isEnded() {
    return life == Life.ENDED;
  }

  boolean isStill() {
    return still;
  }

  private boolean isAwake() {
    return life != Life.GONE && !still;
  }

  /** It does nothing from now on, or goes on where it was. */
  void standStill(boolean stands) {
    still = stands;
  }

  /** It is gone at once, and leaves what a process leaves. */
  void die() {
    if (life != Life.GONE) {
      life = Life.GONE;
      node.crash();
    }
  }

  /** Something happens to it before the n-th decision from now on is carried out. */
  void soon(int decisions, Runnable what) {
    decisionsLeft = decisions;
    soon = what;
  }

  /** Nothing does. */
  void notSoon() {
    decisionsLeft = 0;
  }

  /** Whether it cannot go on now, between what it has done and what it is about to do. */
  boolean stopsNow() {
    if (decisionsLeft > 0 && --decisionsLeft == 0) {
      soon.run();
    }
    return !isAwake();
  }

  /** When it is awake again, it goes on with that. */
  void putOff(Runnable rest) {
    if (life != Life.GONE) {
      inbox.addFirst(rest);
    }
  }

  /** To be done after a while, if it still lives then. */
  void later(Duration delay, Runnable what) {
    world.time().after(delay, () -> receive(what));
  }

  /** To be done when it is awake, if it still lives. */
  void receive(Runnable what) {
    if (life != Life.GONE) {
      inbox.add(what);
    }
  }

  private void tick() {
    if (life == Life.GONE) {
      return;
    }
    world.time().after(TICK, this::tick);
    if (isAwake() && life == Life.RUNS) {
      register();
      if (leaving) {
        tell(new CoordinatorMessage.StopRequested(name()));
      }
      agent.tick();
    }
  }

  // ---- what it does

  /** Does what it can; false if there was nothing to do. */
  boolean work() {
    boolean any = false;
    while (isAwake() && !inbox.isEmpty()) {
      any = true;
      inbox.remove().run();
    }
    if (!isAwake()) {
      return any;
    }
    return node.work() || any;
  }

  /** Reads what its sources have; false if there was nothing. */
  boolean read() {
    if (!isAwake() || !agent.isFlowing() || life != Life.RUNS) {
      return false;
    }
    boolean any = node.read();
    dry = !any && !node.node().references().isFirst();
    agent.hasRead();
    return any;
  }

  /** Lets timers fire that are due; false if there are none. */
  boolean fireTimers() {
    return isAwake() && agent.isFlowing() && node.fireTimers();
  }

  /** There is something to read that was not there before. */
  void mayRead() {
    dry = false;
  }

  /** Whether it has read all there is, and goes on reading. */
  boolean isDry() {
    return agent.isFlowing() && dry || life == Life.ENDED;
  }

  /** Whether records flow, or have flowed to their end, in this generation. */
  boolean isIn(long generation) {
    return life == Life.ENDED || agent.isIn(generation);
  }

  // ---- to and from the coordinator

  /** Which coordinator it knows of from now on. */
  void heed(SimulatedCoordinator newCoordinator) {
    coordinator = newCoordinator;
    receive(this::register);
  }

  private void register() {
    Generation current = node.node().parts().generation();
    Optional<Assignment> known = Optional.ofNullable(current).map(Generation::assignment);
    tell("registers", to -> to.register(this, known));
  }

  /** Says something to the coordinator that it knows of; lost if it knows of none. */
  void tell(CoordinatorMessage message) {
    tell(message, to -> to.take(message));
  }

  private void tell(Object message, Consumer<SimulatedCoordinator> what) {
    SimulatedCoordinator to = coordinator;
    if (to != null) {
      world
          .network()
          .send(this, to.host(), SimulatedNetwork.Kind.WORD, message, () -> what.accept(to));
    }
  }

  /** Somebody wants it to leave. */
  void leave() {
    leaving = true;
    receive(() -> tell(new CoordinatorMessage.StopRequested(name())));
  }

  /** Something has broken the generation that it is in. */
  void breaks(String reason) {
    receive(() -> agent.breaks(reason));
  }

  /** An order of a coordinator, and the processes that it speaks of. */
  void take(Effect order, Map<String, SimulatedProcess> peers) {
    if (life == Life.RUNS) {
      agent.take(order, peers);
    }
  }

  /** It hears of that as an agent does: when what is being done has been done. */
  void heard(NodeMessage message) {
    receive(() -> agent.react(message));
  }

  // ---- how it ends

  /** Something has failed on it. */
  void failed(PotorooException e) {
    if (cluster.isMember(this)) {
      world.failed(e);
    } else if (life != Life.GONE) {
      world.tell(name() + " fails, which is no longer a member: " + e.getMessage());
      die();
    }
  }

  /** The run has come to its end. */
  void ends() {
    life = Life.ENDED;
  }

  /** The others go on without it, as it has asked for. */
  void leaves() {
    node.workAll();
    node.close();
    life = Life.GONE;
    cluster.hasLeft(this);
  }
}

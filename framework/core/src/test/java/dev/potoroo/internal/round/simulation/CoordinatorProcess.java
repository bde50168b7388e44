package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Coordinator;
import dev.potoroo.internal.round.Effect;
import dev.potoroo.internal.round.Prepared;
import dev.potoroo.internal.round.Report;
import dev.potoroo.store.RoundCommit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The shell around a {@link Coordinator}, as the cluster's singleton is in a real cluster. */
final class CoordinatorProcess {
  private static final long TICK = 10 * MILLI;

  private final Simulation world;
  private final NodeProcess host;
  private final Coordinator coordinator;
  private final Map<String, NodeProcess> agents = new TreeMap<>();
  private boolean gone;

  CoordinatorProcess(Simulation world, NodeProcess host) {
    this.world = world;
    this.host = host;
    coordinator = new Coordinator(world.rules);
    host.after(TICK, this::tick);
  }

  NodeProcess host() {
    return host;
  }

  /** The cluster has another one now, and this one has been told so. */
  void stop() {
    gone = true;
  }

  private void tick() {
    if (gone) {
      return;
    }
    clock();
    Optional<Set<String>> up = world.cluster.upAsSeenBy(host);
    up.ifPresent(addresses -> carryOut(coordinator.membersUp(addresses)));
    carryOut(coordinator.tick());
    host.after(TICK, this::tick);
  }

  private void clock() {
    coordinator.clock(world.scheduler.now());
  }

  /** A message of a node. */
  void take(NodeProcess from, Object message, Consumer<CoordinatorProcess> event) {
    if (!gone) {
      world.trace.add(this, "<-", from, message);
      clock();
      event.accept(this);
    }
  }

  void memberLost(String address) {
    if (!gone) {
      clock();
      carryOut(coordinator.memberLost(address));
    }
  }

  void register(NodeProcess node, Optional<Assignment> known) {
    agents.put(node.address(), node);
    carryOut(
        coordinator.register(
            node.address(), node.incarnation(), 1, world.rules.fingerprint(), known));
  }

  void ready(String address, long generation) {
    carryOut(coordinator.ready(address, generation));
  }

  void sourcesEnded(String address, long generation) {
    carryOut(coordinator.sourcesEnded(address, generation));
  }

  void cutWanted(long generation) {
    carryOut(coordinator.cutWanted(generation));
  }

  void report(String address, long generation, long wave, Report report) {
    carryOut(coordinator.report(address, generation, wave, report));
  }

  void captured(String address, long generation, long round) {
    carryOut(coordinator.captured(address, generation, round));
    if (world.mutant == Mutant.FLOW_BEFORE_ALL_HAVE_CAPTURED) {
      agents.keySet().forEach(any -> carryOut(coordinator.captured(any, generation, round)));
    }
  }

  void prepared(String address, long generation, long round, Prepared what) {
    carryOut(coordinator.prepared(address, generation, round, what));
    if (world.mutant == Mutant.COMMIT_BEFORE_ALL_HAVE_PREPARED) {
      Prepared nothing = new Prepared(Map.of(), Map.of(), 0, 0, 0, 0);
      agents
          .keySet()
          .forEach(any -> carryOut(coordinator.prepared(any, generation, round, nothing)));
    }
  }

  void broken(String address, long generation, String reason) {
    carryOut(coordinator.broken(address, generation, reason));
  }

  void fenced(long generation, String message) {
    carryOut(coordinator.fenced(generation, message));
  }

  void leave(NodeProcess node) {
    carryOut(coordinator.leave(node.address(), node == host));
  }

  private void carryOut(List<Effect> effects) {
    for (Effect effect : effects) {
      if (host.isAlive() && !world.faults.kills(host)) {
        world.trace.add(this, effect);
        carryOut(effect);
      }
    }
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.TakeOver) {
      world.calls.insist(
          host,
          "take over",
          world.store::takeOver,
          () -> !gone,
          how -> on(() -> coordinator.tookOver(how.generation(), how.last())),
          message -> {});
    } else if (effect instanceof Effect.Commit commit) {
      commit(
          new RoundCommit(
              commit.generation(),
              commit.round(),
              Instant.EPOCH,
              Item.SHARDS,
              commit.positions(),
              commit.sinks()));
    } else if (effect instanceof Effect.Place place) {
      // Told by the cluster's sharding, in a while, if no message is lost.
      host.after(
          world.chance.between(0, 30 * MILLI),
          () -> on(() -> coordinator.inPlace(place.generation())));
    } else if (effect instanceof Effect.Release release) {
      NodeProcess released = agents.get(release.address());
      world.network.control(host, released, effect, () -> released.take(effect, List.of()));
    } else if (effect instanceof Effect.Replaced) {
      world.figures.replaced();
      world.cluster.exit(host);
    } else if (effect instanceof Effect.RolledBack) {
      world.figures.rolledBack();
    } else if (!(effect instanceof Effect.HeldUp)) {
      tellAll(effect);
    }
  }

  private interface Event {
    List<Effect> happens();
  }

  private void on(Event event) {
    if (!gone) {
      clock();
      carryOut(event.happens());
    }
  }

  private void commit(RoundCommit commit) {
    world.calls.insist(
        host,
        "commit " + commit.generation() + "/" + commit.round(),
        () -> {
          world.store.commit(commit);
          return commit;
        },
        () -> {
          if (world.mutant == Mutant.UNKNOWN_COMMIT_IS_TAKEN_FOR_DONE) {
            on(() -> coordinator.committed(commit));
            return false;
          }
          return !gone;
        },
        done -> on(() -> coordinator.committed(done)),
        message -> on(() -> coordinator.fenced(commit.generation(), message)));
  }

  private void tellAll(Effect effect) {
    List<NodeProcess> peers =
        effect instanceof Effect.Assign assign
            ? assign.assignment().nodes().stream().map(node -> agents.get(node.address())).toList()
            : List.of();
    for (NodeProcess agent : List.copyOf(agents.values())) {
      world.network.control(host, agent, effect, () -> agent.take(effect, peers));
    }
  }

  @Override
  public String toString() {
    return "coord@" + host;
  }
}

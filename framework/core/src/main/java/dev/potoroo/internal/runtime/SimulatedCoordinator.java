package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Coordinator;
import dev.potoroo.internal.round.Effect;
import dev.potoroo.internal.round.Rules;
import dev.potoroo.internal.store.Stores;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The shell around a {@link Coordinator} in a {@link SimulatedRun}, as {@link CoordinatorActor} is
 * in a real cluster. It lives on a process, and stands still and dies with it.
 */
final class SimulatedCoordinator {
  private static final Duration LONGEST_TICK = Duration.ofMillis(100);
  private static final int TICKS_A_ROUND = 4;

  /**
   * So many waves of questions of one pause take no time; without that, all could be at one moment.
   */
  private static final int WAVES_AT_ONCE = 3;

  private static final Duration BETWEEN_WAVES = Duration.ofMillis(10);

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final SimulatedProcess host;
  private final Rules rules;
  private final Coordinator coordinator;
  private final SimulatedCuts cuts = new SimulatedCuts();
  private final Map<String, SimulatedProcess> agents = new LinkedHashMap<>();
  private final Instant began;
  private final Duration tick;
  private int waves;
  private boolean replaced;

  SimulatedCoordinator(
      SimulatedWorld world, SimulatedCluster cluster, SimulatedProcess host, Rules rules) {
    this.world = world;
    this.cluster = cluster;
    this.host = host;
    this.rules = rules;
    coordinator = new Coordinator(rules);
    began = world.time().now();
    Duration ofRound = Duration.ofNanos(rules.interval() / TICKS_A_ROUND);
    tick = ofRound.compareTo(LONGEST_TICK) < 0 ? ofRound : LONGEST_TICK;
    world.time().after(tick, this::tick);
  }

  SimulatedProcess host() {
    return host;
  }

  /** How far the rounds of its generation have come. */
  SimulatedCuts cuts() {
    return cuts;
  }

  private void tick() {
    if (host.isGone() || replaced) {
      return;
    }
    world.time().after(tick, this::tick);
    if (!host.isStill()) {
      on(coordinator::tick);
    }
  }

  // ---- events

  private void on(Supplier<List<Effect>> event) {
    coordinator.clock(Duration.between(began, world.time().now()).toNanos());
    carryOut(event.get());
  }

  /** The cluster has other members than before. */
  void membersUp(Set<String> addresses) {
    host.receive(() -> on(() -> coordinator.membersUp(addresses)));
  }

  void memberLost(String address) {
    host.receive(
        () -> {
          agents.remove(address);
          on(() -> coordinator.memberLost(address));
        });
  }

  void register(SimulatedProcess node, Optional<Assignment> known) {
    // One that is not a member any more would be taken for a new one.
    if (cluster.isMember(node)) {
      agents.put(node.name(), node);
      on(
          () ->
              coordinator.register(
                  node.name(),
                  node.incarnation(),
                  node.spec().lanes(),
                  rules.fingerprint(),
                  known));
    }
  }

  /** The round is to end as soon as it can. */
  void wantCut() {
    host.receive(() -> on(() -> coordinator.cutWanted(coordinator.view().generation())));
  }

  /** What a node says. */
  void take(CoordinatorMessage message) {
    if (replaced) {
      return;
    }
    if (message instanceof CoordinatorMessage.Ready m) {
      on(() -> coordinator.ready(m.address(), m.generation()));
    } else if (message instanceof CoordinatorMessage.SourcesEnded m) {
      on(() -> coordinator.sourcesEnded(m.address(), m.generation()));
    } else if (message instanceof CoordinatorMessage.StopRequested m) {
      on(() -> coordinator.leave(m.address(), m.address().equals(host.name())));
    } else if (message instanceof CoordinatorMessage.Reported m) {
      on(() -> coordinator.report(m.address(), m.generation(), m.wave(), m.report()));
    } else if (message instanceof CoordinatorMessage.Captured m) {
      on(() -> coordinator.captured(m.address(), m.generation(), m.round()));
    } else if (message instanceof CoordinatorMessage.NodePrepared m) {
      on(() -> coordinator.prepared(m.address(), m.generation(), m.round(), m.what()));
    } else if (message instanceof CoordinatorMessage.NodeBroken m) {
      on(() -> coordinator.broken(m.address(), m.generation(), m.reason()));
    } else if (message instanceof CoordinatorMessage.Fenced m) {
      on(() -> coordinator.fenced(m.generation(), m.message()));
    } else if (message instanceof CoordinatorMessage.CutWanted m) {
      on(() -> coordinator.cutWanted(m.generation()));
    }
  }

  // ---- effects

  private void carryOut(List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      if (host.stopsNow()) {
        List<Effect> rest = effects.subList(i, effects.size());
        host.putOff(() -> carryOut(rest));
        return;
      }
      cuts.told(effects.get(i));
      carryOut(effects.get(i));
    }
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.TakeOver) {
      callStore(
          () -> {
            var how = world.store().takeOver();
            world.committed(how.last());
            return () -> on(() -> coordinator.tookOver(how.generation(), how.last()));
          });
    } else if (effect instanceof Effect.Commit commit) {
      commit(commit);
    } else if (effect instanceof Effect.Place place) {
      // Nothing but the assignment says where a shard is.
      host.receive(() -> on(() -> coordinator.inPlace(place.generation())));
    } else if (effect instanceof Effect.Release release) {
      SimulatedProcess released = agents.remove(release.address());
      if (released != null) {
        order(released, release);
      }
    } else if (effect instanceof Effect.Replaced) {
      replaced = true;
      world.tell("the coordinator on " + host.name() + " has been replaced");
      cluster.exits(host);
    } else if (effect instanceof Effect.RolledBack back) {
      world.tell("generation [" + back.generation() + "] ends: " + back.reason());
    } else if (effect instanceof Effect.HeldUp heldUp) {
      world.tell(
          "round [%d] has been %s for [%d] s; it waits for %s"
              .formatted(
                  heldUp.round(),
                  heldUp.where(),
                  Duration.ofNanos(heldUp.nanos()).toSeconds(),
                  heldUp.by()));
    } else if (effect instanceof Effect.AskReports && ++waves > WAVES_AT_ONCE) {
      world.time().after(BETWEEN_WAVES, () -> host.receive(() -> tellAll(effect)));
    } else {
      waves = effect instanceof Effect.Pause ? 0 : waves;
      tellAll(effect);
    }
  }

  private void tellAll(Effect effect) {
    List.copyOf(agents.values()).forEach(agent -> order(agent, effect));
  }

  private void order(SimulatedProcess agent, Effect effect) {
    Map<String, SimulatedProcess> peers = Map.copyOf(agents);
    world
        .network()
        .send(host, agent, SimulatedNetwork.Kind.ORDER, effect, () -> agent.take(effect, peers));
  }

  private void commit(Effect.Commit what) {
    RoundCommit commit =
        new RoundCommit(
            what.generation(),
            what.round(),
            world.time().now(),
            rules.shards(),
            what.positions(),
            what.sinks(),
            what.watermark() == Long.MIN_VALUE ? null : what.watermark());
    callStore(
        () -> {
          world.store().commit(commit);
          world.committed(Optional.of(commit));
          world.tell(
              "round [%d] of generation [%d] is committed"
                  .formatted(commit.round(), commit.generation()));
          return () -> on(() -> coordinator.committed(commit));
        });
  }

  /** Something that the store is asked; what the answer means. */
  private interface StoreCall {
    Runnable run() throws StoreException;
  }

  /** What is on its way to the store has its effect, even if the process dies meanwhile. */
  private void callStore(StoreCall call) {
    long generation = coordinator.view().generation();
    world
        .time()
        .after(
            Duration.ZERO,
            () -> {
              try {
                host.receive(call.run());
              } catch (StoreException e) {
                host.receive(() -> refused(generation, e));
              }
            });
  }

  private void refused(long generation, StoreException e) {
    if (e.kind() == StoreException.Kind.FENCED) {
      on(() -> coordinator.fenced(generation, String.valueOf(e.getMessage())));
    } else {
      world.failed(new PotorooException(Stores.code(e.kind()), String.valueOf(e.getMessage()), e));
    }
  }
}

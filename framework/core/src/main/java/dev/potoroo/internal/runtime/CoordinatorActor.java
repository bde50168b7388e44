package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.round.Coordinator;
import dev.potoroo.internal.round.Effect;
import dev.potoroo.internal.round.Rules;
import dev.potoroo.store.RoundCommit;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.japi.function.Function;
import org.slf4j.event.Level;

/**
 * The {@link Coordinator} as the cluster's singleton: turns messages into events, and effects into
 * messages to the agents and calls of the store.
 */
final class CoordinatorActor extends AbstractBehavior<CoordinatorMessage> {
  private static final Duration LONGEST_TICK = Duration.ofMillis(100);
  private static final int TICKS_A_ROUND = 4;

  private final Node node;
  private final Rules rules;
  private final Coordinator coordinator;
  private final Cluster cluster;
  private final Map<String, ActorRef<NodeMessage>> agents = new HashMap<>();
  private Optional<RoundCommit> beganAfter = Optional.empty();
  private final String self;
  private long begun;

  /**
   * Whether nobody wants any more what the store is asked, which is done on a thread of its own.
   */
  private volatile boolean over;

  private CoordinatorActor(
      ActorContext<CoordinatorMessage> context,
      TimerScheduler<CoordinatorMessage> timers,
      Node node,
      Rules rules) {
    super(context);
    this.node = node;
    this.rules = rules;
    coordinator = new Coordinator(rules);
    cluster = Cluster.get(context.getSystem());
    self = Addresses.of(cluster.selfMember().address());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.MemberRemoved.class,
                    e -> new CoordinatorMessage.Gone(Addresses.of(e.member().address()))),
                ClusterEvent.MemberRemoved.class));
    Duration tick = Duration.ofNanos(rules.interval() / TICKS_A_ROUND);
    timers.startTimerWithFixedDelay(
        new CoordinatorMessage.Tick(), tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK);
  }

  static Behavior<CoordinatorMessage> create(Node node, Rules rules) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new CoordinatorActor(context, timers, node, rules)));
  }

  @Override
  public Receive<CoordinatorMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(CoordinatorMessage.Register.class, this::register)
        .onMessage(
            CoordinatorMessage.Ready.class, on(m -> coordinator.ready(m.address(), m.generation())))
        .onMessage(
            CoordinatorMessage.SourcesEnded.class,
            on(m -> coordinator.sourcesEnded(m.address(), m.generation())))
        .onMessage(
            CoordinatorMessage.StopRequested.class,
            on(m -> coordinator.leave(m.address(), m.address().equals(self))))
        .onMessage(CoordinatorMessage.RebalanceWanted.class, on(m -> coordinator.rebalance()))
        .onMessage(CoordinatorMessage.InPlace.class, on(m -> coordinator.inPlace(m.generation())))
        .onMessage(
            CoordinatorMessage.NodeFailed.class,
            on(m -> coordinator.failed(m.address(), m.code(), m.message())))
        .onMessage(
            CoordinatorMessage.NodeBroken.class,
            on(m -> coordinator.broken(m.address(), m.generation(), m.reason())))
        .onMessage(
            CoordinatorMessage.Reported.class,
            on(m -> coordinator.report(m.address(), m.generation(), m.wave(), m.report())))
        .onMessage(
            CoordinatorMessage.CutWanted.class, on(m -> coordinator.cutWanted(m.generation())))
        .onMessage(
            CoordinatorMessage.Captured.class,
            on(m -> coordinator.captured(m.address(), m.generation(), m.round())))
        .onMessage(
            CoordinatorMessage.NodePrepared.class,
            on(m -> coordinator.prepared(m.address(), m.generation(), m.round(), m.what())))
        .onMessage(
            CoordinatorMessage.Fenced.class,
            on(m -> coordinator.fenced(m.generation(), m.message())))
        .onMessage(
            CoordinatorMessage.TookOver.class,
            on(m -> coordinator.tookOver(m.how().generation(), m.how().last())))
        .onMessage(CoordinatorMessage.CommitDone.class, on(m -> coordinator.committed(m.commit())))
        .onMessage(CoordinatorMessage.Gone.class, on(m -> gone(m.address())))
        .onMessage(CoordinatorMessage.Tick.class, m -> tick())
        .onMessage(CoordinatorMessage.GetRounds.class, this::rounds)
        .build();
  }

  private <M> Function<M, Behavior<CoordinatorMessage>> on(Function<M, List<Effect>> event) {
    return message -> {
      coordinator.clock(System.nanoTime());
      return carryOut(event.apply(message));
    };
  }

  private Behavior<CoordinatorMessage> register(CoordinatorMessage.Register m) {
    if (!isMember(m.address(), m.incarnation())) {
      // It is not known here yet, and will say it again; or not any more.
      return this;
    }
    agents.put(m.address(), m.agent());
    coordinator.clock(System.nanoTime());
    return carryOut(
        coordinator.register(m.address(), m.incarnation(), m.lanes(), m.fingerprint(), m.known()));
  }

  private boolean isMember(String address, long incarnation) {
    for (Member member : cluster.state().getMembers()) {
      if (member.uniqueAddress().longUid() == incarnation
          && Addresses.of(member.address()).equals(address)) {
        return true;
      }
    }
    return false;
  }

  private List<Effect> gone(String address) {
    agents.remove(address);
    return coordinator.memberLost(address);
  }

  private Behavior<CoordinatorMessage> tick() {
    coordinator.clock(System.nanoTime());
    Set<String> up = new HashSet<>();
    Set<String> present = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      String address = Addresses.of(member.address());
      present.add(address);
      if (member.status().equals(MemberStatus.up())) {
        up.add(address);
      }
    }
    if (up.contains(self)) {
      agents.keySet().retainAll(present);
      carryOut(coordinator.membersPresent(present));
    }
    carryOut(coordinator.membersUp(up));
    return carryOut(coordinator.tick());
  }

  private Behavior<CoordinatorMessage> rounds(CoordinatorMessage.GetRounds m) {
    m.replyTo()
        .tell(
            new NodeMessage.RoundsAnswer(
                RoundsText.of(coordinator.view(), beganAfter, node.clock().instant()),
                RoundsText.movements(coordinator.view())));
    return this;
  }

  private Behavior<CoordinatorMessage> carryOut(List<Effect> effects) {
    effects.forEach(this::carryOut);
    return this;
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Effect.TakeOver) {
      // One that has not heard that the run is over gets a generation of its own.
      over = false;
      callStore(() -> new CoordinatorMessage.TookOver(insist(StateStore::takeOver)));
    } else if (effect instanceof Effect.Commit commit) {
      callStore(() -> committed(commit));
    } else if (effect instanceof Effect.Refuse refuse) {
      ActorRef<NodeMessage> agent = agents.remove(refuse.address());
      if (agent != null) {
        agent.tell(new NodeMessage.Refused(refuse.reason()));
      }
    } else if (effect instanceof Effect.Release release) {
      ActorRef<NodeMessage> agent = agents.remove(release.address());
      if (agent != null) {
        agent.tell(new NodeMessage.Released(release.generation(), release.committed()));
      }
    } else if (effect instanceof Effect.HeldUp heldUp) {
      node.log()
          .warn(
              "round [{}] has been {} for [{}] s; it waits for {}",
              heldUp.round(),
              heldUp.where(),
              Duration.ofNanos(heldUp.nanos()).toSeconds(),
              heldUp.by());
    } else if (effect instanceof Effect.RolledBack back) {
      node.log()
          .warn(
              "generation [{}] ends, back to the last commit: {}",
              back.generation(),
              back.reason());
    } else if (effect instanceof Effect.Replaced replaced) {
      over = true;
      node.fail(
          new PotorooException(
              ErrorCode.valueOf(replaced.completion().code()), replaced.completion().message()));
    } else {
      tellAll(effect);
    }
  }

  private void tellAll(Effect effect) {
    if (effect instanceof Effect.Assign assign) {
      begins(assign);
      List<ActorRef<NodeMessage>> inOrder =
          assign.assignment().nodes().stream().map(one -> agents.get(one.address())).toList();
      tellAll(
          new NodeMessage.Assigned(
              assign.generation(), assign.assignment(), inOrder, assign.last()));
    } else if (effect instanceof Effect.Place place) {
      tellAll(new NodeMessage.Place(place.generation()));
    } else if (effect instanceof Effect.Flow flow) {
      tellAll(
          new NodeMessage.Flow(
              flow.generation(), flow.round(), flow.turn(), flow.referencesOnly()));
    } else if (effect instanceof Effect.Pause pause) {
      tellAll(new NodeMessage.Pause(pause.generation(), pause.round(), pause.turn()));
    } else if (effect instanceof Effect.AskReports ask) {
      tellAll(new NodeMessage.ReportWanted(ask.generation(), ask.turn(), ask.wave()));
    } else if (effect instanceof Effect.Capture capture) {
      tellAll(
          new NodeMessage.Capture(
              capture.generation(), capture.round(), capture.turn(), capture.watermark()));
    } else if (effect instanceof Effect.Committed committed) {
      FaultPoint.COMMITTED_BEFORE.reached();
      tellAll(new NodeMessage.Committed(committed.generation(), committed.round()));
      FaultPoint.COMMITTED_AFTER.reached();
    } else if (effect instanceof Effect.Complete complete) {
      over = true;
      tellAll(
          new NodeMessage.Completed(
              complete.completion(), complete.generation(), complete.committed()));
    }
  }

  /**
   * Tells people, once for each generation; nodes are told until they answer. Of the first one who
   * starts a single node is told otherwise.
   */
  private void begins(Effect.Assign assign) {
    if (assign.generation() == begun || !rules.durable()) {
      return;
    }
    boolean isNews = begun > 0 || rules.members() > 1;
    begun = assign.generation();
    beganAfter = assign.last();
    node.log()
        .atLevel(isNews ? Level.INFO : Level.DEBUG)
        .log(
            "generation [{}] begins on [{}] nodes ({}), after {}",
            begun,
            assign.assignment().nodes().size(),
            coordinator.view().generationReason(),
            RoundsText.commit(beganAfter));
  }

  private void tellAll(NodeMessage message) {
    agents.values().forEach(agent -> agent.tell(message));
  }

  /** Something that the store is asked, and what the answer means. */
  private interface StoreCall {
    CoordinatorMessage run() throws StoreException;
  }

  private void callStore(StoreCall call) {
    ActorRef<CoordinatorMessage> self = getContext().getSelf();
    long generation = coordinator.view().generation();
    NodeStore store = node.store().orElseThrow();
    store.onCoordinating(
        () -> {
          try {
            self.tell(call.run());
          } catch (NodeStore.UnwantedException e) {
            // The run is over.
          } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.FENCED) {
              self.tell(new CoordinatorMessage.Fenced(generation, String.valueOf(e.getMessage())));
            } else {
              store.fail(e);
            }
          }
        });
  }

  private CoordinatorMessage committed(Effect.Commit what) throws StoreException {
    RoundCommit commit =
        new RoundCommit(
            what.generation(),
            what.round(),
            node.clock().instant(),
            rules.shards(),
            what.positions(),
            what.sinks(),
            what.watermark() == Long.MIN_VALUE ? null : what.watermark());
    insist(
        store -> {
          store.commit(commit);
          return commit;
        });
    return new CoordinatorMessage.CommitDone(commit);
  }

  private <T> T insist(NodeStore.Call<T> call) throws StoreException {
    return node.store().orElseThrow().insist(call, () -> !over);
  }
}

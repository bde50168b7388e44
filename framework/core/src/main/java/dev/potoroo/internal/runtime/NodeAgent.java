package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.Participant;
import dev.potoroo.status.PipelineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.SelfRemoved;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.japi.function.Function;

/**
 * The agent of one node, its guardian actor: joins, registers with the coordinator, carries out
 * what the node's {@link Participant} decides, passes on what comes from other nodes, and answers
 * questions.
 */
final class NodeAgent extends AbstractBehavior<NodeMessage> {
  private static final Duration LOOK_AFTER_THINGS = Duration.ofMillis(500);
  private static final Duration TELL_OTHERS = Duration.ofMillis(5);
  private static final int TICKS_BETWEEN_WAITING_LOGS = 20;

  private final NodeSetup setup;
  private final Node node;
  private final NodeParts parts;
  private final NodeAnswers answers;
  private final RepairAnswers repairs;
  private final NodeInspection inspection;
  private final ShardCounts shardCounts;
  private final ResolvedBindings bindings;
  private final Cluster cluster;
  private final String self;
  private final TimerScheduler<NodeMessage> timers;
  private final ActorRef<CoordinatorMessage> coordinator;
  private final Participant participant;
  private final NodeOrders orders;
  private final Discovery discovery;
  private PipelineStatus.State state = PipelineStatus.State.STARTING;
  private boolean up;
  private boolean goneTold;
  private long ticks;

  /** This node has become a member. */
  private record Joined() implements NodeMessage {}

  /** It has taken too long to become one. */
  private record JoinTimedOut() implements NodeMessage {}

  /** Draining has taken too long. */
  private record DrainTimedOut() implements NodeMessage {}

  /** Other nodes and the coordinator are to be told what has gathered. */
  private record TellOthers() implements NodeMessage {}

  /** Objects' timers may have become due. */
  private record TimersTick() implements NodeMessage {}

  /** This node is no longer a member. */
  private record Removed() implements NodeMessage {}

  /** Another node is no longer a member. */
  private record Gone(String address) implements NodeMessage {}

  private NodeAgent(
      ActorContext<NodeMessage> context, TimerScheduler<NodeMessage> timers, NodeSetup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    node = setup.node();
    parts = node.parts();
    bindings = setup.bindings();
    cluster = Cluster.get(context.getSystem());
    self = Addresses.of(cluster.selfMember().address());
    answers = new NodeAnswers(node, bindings, self);
    repairs = new RepairAnswers(node, self);
    inspection = new NodeInspection(node, self);
    shardCounts = new ShardCounts(node, self);
    Set<String> sinks = new HashSet<>();
    node.topology().sinks().forEach(sink -> sinks.add(sink.name()));
    participant = new Participant(sinks);
    coordinator = setup.startCoordinator(context.getSystem());
    orders = new NodeOrders(node, bindings, self, context.getSelf(), coordinator);
    ActorRef<NodeMessage> agent = context.getSelf();
    discovery =
        new Discovery(
            node,
            bindings,
            setup::entering,
            generation -> agent.tell(new NodeMessage.ReaderPaused(generation)));
    Consumer<EntityMessage.Start> region =
        setup.startSharding(context.getSystem(), self, context.getSelf());
    parts.prepare(setup.lanes().all(), region, bindings, Addresses.word(self));
    parts.startSinks();
    subscribe(context);
    setup.join(cluster);
    timers.startTimerWithFixedDelay(new NodeMessage.Tick(), LOOK_AFTER_THINGS);
    timers.startTimerWithFixedDelay(new TellOthers(), TELL_OTHERS);
    if (node.topology().hasTimers()) {
      timers.startTimerWithFixedDelay(new TimersTick(), node.settings().timers().tick());
    }
    timers.startSingleTimer(new JoinTimedOut(), node.settings().cluster().joinTimeout());
  }

  static Behavior<NodeMessage> create(NodeSetup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new NodeAgent(context, timers, setup)));
  }

  private void subscribe(ActorContext<NodeMessage> context) {
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(SelfUp.class, up -> new Joined()), SelfUp.class));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(SelfRemoved.class, removed -> new Removed()),
                SelfRemoved.class));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.MemberRemoved.class,
                    e -> new Gone(Addresses.of(e.member().address()))),
                ClusterEvent.MemberRemoved.class));
    context
        .getSystem()
        .eventStream()
        .tell(
            new EventStream.Subscribe<>(
                AllDeadLetters.class,
                context.messageAdapter(AllDeadLetters.class, Undelivered::of)));
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(NodeMessage.Packed.class, inGeneration(m -> m.generation(), Generation::packed))
        .onMessage(
            NodeMessage.PackedTaken.class,
            inGeneration(m -> m.generation(), Generation::packedTaken))
        .onMessage(
            NodeMessage.InFlightChanged.class,
            inGeneration(m -> m.generation(), (g, m) -> g.localOrigin().add(m.delta())))
        .onMessage(TellOthers.class, does(m -> tellOthers()))
        .onMessage(TimersTick.class, does(m -> parts.tickTimers()))
        .onMessage(NodeMessage.GetEntity.class, does(answers::entity))
        .onMessage(NodeMessage.GetKeys.class, does(answers::keys))
        .onMessage(NodeMessage.GetQuarantined.class, does(repairs::quarantined))
        .onMessage(NodeMessage.GetHold.class, does(repairs::hold))
        .onMessage(NodeMessage.RepairOrdered.class, does(m -> repairs.order(m)))
        .onMessage(NodeMessage.SourceOrdered.class, does(m -> repairs.order(m)))
        .onMessage(
            NodeMessage.SourcePaused.class,
            inGeneration(m -> m.generation(), (g, m) -> parts.paused(m.source(), m.how())))
        .onMessage(InspectMessage.class, does(inspection::answer))
        .onMessage(NodeMessage.GetStatus.class, does(m -> answers.status(state, m.replyTo())))
        .onMessage(
            NodeMessage.GetRounds.class,
            does(m -> coordinator.tell(new CoordinatorMessage.GetRounds(m.replyTo()))))
        .onMessage(NodeMessage.GetShards.class, does(shardCounts::answer))
        .onMessage(
            NodeMessage.RebalanceAsked.class,
            does(m -> coordinator.tell(new CoordinatorMessage.RebalanceWanted())))
        .onMessage(NodeMessage.Tick.class, does(m -> tick()))
        .onMessage(Joined.class, does(m -> joined()))
        .onMessage(JoinTimedOut.class, does(m -> joinTimedOut()))
        .onMessage(NodeMessage.Assigned.class, does(this::assigned))
        .onMessage(NodeMessage.Entered.class, acts(m -> entered(m.generation(), m.committed())))
        .onMessage(NodeMessage.Place.class, does(m -> parts.place(m.generation())))
        .onMessage(
            NodeMessage.InPlace.class,
            does(m -> coordinator.tell(new CoordinatorMessage.InPlace(m.generation()))))
        .onMessage(
            NodeMessage.Flow.class,
            acts(m -> participant.flow(m.generation(), m.round(), m.turn(), m.referencesOnly())))
        .onMessage(NodeMessage.Pause.class, acts(m -> participant.pause(m.generation(), m.turn())))
        .onMessage(NodeMessage.ReaderPaused.class, acts(m -> readerPaused(m.generation())))
        .onMessage(
            NodeMessage.Emptied.class, acts(m -> participant.idle(m.generation(), orders.isIdle())))
        .onMessage(
            NodeMessage.ReportWanted.class,
            acts(m -> reportWanted(m.generation(), m.turn(), m.wave())))
        .onMessage(
            NodeMessage.Capture.class,
            acts(m -> participant.capture(m.generation(), m.round(), m.turn(), m.watermark())))
        .onMessage(
            NodeMessage.LanesCaptured.class,
            acts(m -> participant.captured(m.generation(), m.round())))
        .onMessage(
            NodeMessage.Written.class, acts(m -> participant.written(m.generation(), m.round())))
        .onMessage(
            NodeMessage.SinkPrepared.class,
            acts(m -> participant.sinkPrepared(m.generation(), m.round(), m.sink(), m.marks())))
        .onMessage(
            NodeMessage.Committed.class,
            acts(m -> participant.committed(m.generation(), m.round())))
        .onMessage(
            NodeMessage.Broken.class, acts(m -> participant.broken(m.generation(), m.reason())))
        .onMessage(
            NodeMessage.Fenced.class, acts(m -> participant.fenced(m.generation(), m.message())))
        .onMessage(
            NodeMessage.CutWanted.class,
            does(m -> coordinator.tell(new CoordinatorMessage.CutWanted(m.generation()))))
        .onMessage(NodeMessage.StopAsked.class, does(m -> stopAsked()))
        .onMessage(DrainTimedOut.class, does(m -> drainTimedOut()))
        .onMessage(NodeMessage.Completed.class, does(this::completed))
        .onMessage(NodeMessage.Released.class, does(this::released))
        .onMessage(NodeMessage.Failing.class, does(m -> failing(m.code(), m.message())))
        .onMessage(NodeMessage.Refused.class, does(m -> refused(m.reason())))
        .onMessage(NodeMessage.Lost.class, does(this::lostMessage))
        .onMessage(Removed.class, does(m -> complete(node.noLongerMember())))
        .onMessage(Gone.class, does(m -> gone(m.address())))
        .build();
  }

  private <M> Function<M, Behavior<NodeMessage>> does(Consumer<M> what) {
    return message -> {
      try {
        what.accept(message);
      } catch (RuntimeException e) {
        // The guardian must outlive a defect: it still has to end the run.
        node.failInternally("the node's agent failed", e);
      }
      return this;
    };
  }

  /** Asks the participant, and does what it decides. */
  private <M> Function<M, Behavior<NodeMessage>> acts(
      java.util.function.Function<M, List<Action>> event) {
    return does(
        message -> {
          if (!over()) {
            event.apply(message).forEach(this::carryOut);
          }
        });
  }

  /** A message between nodes counts only in its generation. */
  private <M> Function<M, Behavior<NodeMessage>> inGeneration(
      java.util.function.ToLongFunction<M> of, java.util.function.BiConsumer<Generation, M> what) {
    return does(
        message -> {
          Generation current = parts.generation();
          if (current != null && current.number() == of.applyAsLong(message)) {
            what.accept(current, message);
          }
        });
  }

  // ---- becoming a member

  private void joined() {
    if (over()) {
      return;
    }
    up = true;
    timers.cancel(new JoinTimedOut());
    register();
    if (node.settings().cluster().members() > 1) {
      setup.started();
    }
  }

  private void joinTimedOut() {
    if (!up && !over()) {
      failing(
          ErrorCode.NOT_JOINED.name(),
          "This node ["
              + self
              + "] did not get into the cluster of "
              + node.settings().cluster().seeds()
              + " within potoroo.cluster.join-timeout ["
              + node.settings().cluster().joinTimeout().toSeconds()
              + " s]. Check that a node listens there, and that both can reach each other.");
    }
  }

  private void register() {
    Generation current = parts.generation();
    coordinator.tell(
        new CoordinatorMessage.Register(
            self,
            cluster.selfMember().uniqueAddress().longUid(),
            setup.lanes().count(),
            setup.fingerprint(),
            Optional.ofNullable(current).map(Generation::assignment),
            getContext().getSelf()));
  }

  private void tick() {
    ticks++;
    inspection.tick();
    parts.askAgain();
    if (!up || over()) {
      return;
    }
    register();
    discovery.tick();
    if (state == PipelineStatus.State.DRAINING) {
      // The coordinator may be another one by now.
      coordinator.tell(new CoordinatorMessage.StopRequested(self));
    }
    participant.tick().forEach(this::carryOut);
    if (participant.generation() == 0 && ticks % TICKS_BETWEEN_WAITING_LOGS == 0) {
      node.log()
          .info(
              "waiting for [{}] nodes in all (potoroo.cluster.members)",
              node.settings().cluster().members());
    }
  }

  // ---- rounds

  private void assigned(NodeMessage.Assigned m) {
    if (over() || m.assignment().indexOf(self) < 0) {
      return;
    }
    for (Action action : participant.assigned(m.generation(), m.assignment(), m.last())) {
      if (action instanceof Action.Enter enter) {
        orders.enter(enter, m.agents(), setup::entering);
      } else {
        carryOut(action);
      }
    }
  }

  private List<Action> entered(long generation, long committed) {
    setup.started();
    return participant.entered(generation, committed);
  }

  private void carryOut(Action action) {
    if (action instanceof Action.End end) {
      FaultPoint.END.reached();
      complete(end.completion());
      return;
    }
    if (action instanceof Action.LetFlow && state == PipelineStatus.State.STARTING) {
      state = PipelineStatus.State.RUNNING;
    }
    orders.carryOut(action);
  }

  private List<Action> readerPaused(long generation) {
    List<Action> actions = new ArrayList<>();
    if (participant.generation() != generation) {
      return actions;
    }
    if (parts.sources().ended() && !node.settings().keepRunning()) {
      actions.addAll(participant.sourcesEnded(generation));
    }
    if (!parts.sources().loading() && node.references().isReadFirst()) {
      // The round that commits it need not wait for its time.
      coordinator.tell(new CoordinatorMessage.CutWanted(generation));
    }
    if (parts.paused()) {
      FaultPoint.DRAIN.reached();
      actions.addAll(participant.paused(generation));
      actions.addAll(participant.idle(generation, orders.isIdle()));
    }
    return actions;
  }

  private List<Action> reportWanted(long generation, long turn, long wave) {
    List<Action> actions = new ArrayList<>(participant.reportWanted(generation, turn, wave));
    actions.addAll(participant.idle(generation, orders.isIdle()));
    return actions;
  }

  private void tellOthers() {
    Generation current = parts.generation();
    if (current != null && !over()) {
      current.flushOrigins();
      participant.answer().forEach(this::carryOut);
    }
  }

  // ---- the end

  private void stopAsked() {
    if (over()) {
      return;
    }
    if (!up) {
      complete(new Completion(Completion.Kind.STOPPED, "", ""));
      return;
    }
    state = PipelineStatus.State.DRAINING;
    coordinator.tell(new CoordinatorMessage.StopRequested(self));
    timers.startSingleTimer(new DrainTimedOut(), node.settings().drainTimeout());
  }

  private void drainTimedOut() {
    if (over()) {
      return;
    }
    Generation current = parts.generation();
    failing(
        ErrorCode.NOT_DRAINED.name(),
        "["
            + (current == null ? 0 : current.localOrigin().inFlight())
            + "] records that came in at node ["
            + self
            + "] were not processed within potoroo.drain-timeout ["
            + node.settings().drainTimeout().toSeconds()
            + " s] and are given up. Look for a sink that does not take records, or allow more"
            + " time.");
  }

  private void completed(NodeMessage.Completed m) {
    participant.complete(m.completion(), m.generation(), m.committed()).forEach(this::carryOut);
  }

  private void released(NodeMessage.Released m) {
    node.othersGoOn();
    participant.release(m.generation(), m.committed()).forEach(this::carryOut);
  }

  private void gone(String address) {
    Generation current = parts.generation();
    if (over() || goneTold || current == null || node.store().isPresent()) {
      // With a store the coordinator goes back to the last commit.
      return;
    }
    if (current.assignment().indexOf(address) < 0) {
      return;
    }
    goneTold = true;
    Assignment known = current.assignment();
    failing(
        ErrorCode.STATE_LOST.name(),
        "Node ["
            + address
            + "] is gone or cannot be reached, and with it the state objects of ["
            + known.shardsOf(known.indexOf(address))
            + "] shards and the records in flight there. State is kept in memory: start all nodes"
            + " again.");
  }

  private void lostMessage(NodeMessage.Lost lost) {
    boolean concerns = lost.concerns(participant.generation());
    if (lost.what().isEmpty() || !concerns || over()) {
      return;
    }
    if (node.store().isPresent()) {
      participant
          .broken(participant.generation(), "a message was lost [" + lost.what() + "]")
          .forEach(this::carryOut);
      return;
    }
    // A dead node loses messages before it is known to be gone: that it is, is the better reason.
    gone(lost.node());
    cluster.state().getUnreachable().forEach(member -> gone(Addresses.of(member.address())));
    if (!over()) {
      failing(
          ErrorCode.INTERNAL.name(),
          "A message between the parts of the pipeline was lost ["
              + lost.what()
              + "]: records may be missing.");
    }
  }

  /** The others are not told: their run is none of this node's business. */
  private void refused(String reason) {
    complete(
        new Completion(
            Completion.Kind.FAILED,
            ErrorCode.OTHER_PIPELINE.name(),
            "This node ["
                + self
                + "] may not take part: "
                + reason
                + ". Start the same jar with the same settings."));
  }

  private void failing(String code, String message) {
    if (over()) {
      return;
    }
    coordinator.tell(new CoordinatorMessage.NodeFailed(self, code, message));
    complete(new Completion(Completion.Kind.FAILED, code, message));
  }

  private void complete(Completion completion) {
    if (over()) {
      return;
    }
    boolean failed = completion.kind() == Completion.Kind.FAILED;
    state = failed ? PipelineStatus.State.FAILED : PipelineStatus.State.ENDED;
    parts.sources().stop();
    setup.close(completion);
  }

  private boolean over() {
    return state == PipelineStatus.State.ENDED || state == PipelineStatus.State.FAILED;
  }
}

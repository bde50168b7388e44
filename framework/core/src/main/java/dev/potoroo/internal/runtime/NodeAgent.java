package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.status.PipelineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
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
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.japi.function.Function;

/**
 * The agent of one node, its guardian actor: joins, registers with the coordinator, brings the
 * node's parts up and down as it is told, passes on what comes from other nodes, and answers
 * questions.
 */
final class NodeAgent extends AbstractBehavior<NodeMessage> {
  private static final Duration LOOK_AFTER_THINGS = Duration.ofMillis(500);
  private static final Duration TELL_ORIGINS = Duration.ofMillis(5);
  private static final int TICKS_BETWEEN_WAITING_LOGS = 20;

  private final NodeSetup setup;
  private final Node node;
  private final NodeParts parts;
  private final NodeAnswers answers;
  private final ResolvedBindings bindings;
  private final Cluster cluster;
  private final String self;
  private final TimerScheduler<NodeMessage> timers;
  private final ActorRef<CoordinatorMessage> coordinator;
  private final List<ActorRef<ShardingEnvelope<EntityMessage>>> regions = new ArrayList<>();
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

  /** Counters are to be sent to the nodes that they concern. */
  private record FlushOrigins() implements NodeMessage {}

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
    coordinator = setup.startCoordinator(context.getSystem());
    regions.addAll(setup.startSharding(context.getSystem(), self));
    subscribe(context);
    setup.join(cluster);
    timers.startTimerWithFixedDelay(new NodeMessage.Tick(), LOOK_AFTER_THINGS);
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
                context.messageAdapter(
                    AllDeadLetters.class,
                    e -> new NodeMessage.Lost(lost(e.message()), nodeOf(e)))));
  }

  /** Names a message whose loss cannot be made good; empty for others. */
  private static String lost(Object message) {
    boolean matters =
        message instanceof EntityMessage.Deliver
            || message instanceof NodeMessage.Packed
            || message instanceof NodeMessage.PackedTaken
            || message instanceof NodeMessage.InFlightChanged;
    return matters ? message.getClass().getSimpleName() : "";
  }

  /** The node that a message was for; empty for this one. */
  private static String nodeOf(AllDeadLetters letter) {
    Address address = letter.recipient().path().address();
    return address.hasGlobalScope() ? Addresses.of(address) : "";
  }

  @Override
  public Receive<NodeMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(NodeMessage.Packed.class, does(parts::packed))
        .onMessage(NodeMessage.PackedTaken.class, does(parts::packedTaken))
        .onMessage(NodeMessage.InFlightChanged.class, does(m -> node.localOrigin().add(m.delta())))
        .onMessage(FlushOrigins.class, does(m -> parts.flushOrigins()))
        .onMessage(NodeMessage.GetEntity.class, does(answers::entity))
        .onMessage(NodeMessage.GetKeys.class, does(answers::keys))
        .onMessage(NodeMessage.GetStatus.class, does(m -> answers.status(state, m.replyTo())))
        .onMessage(NodeMessage.Tick.class, does(m -> tick()))
        .onMessage(Joined.class, does(m -> joined()))
        .onMessage(JoinTimedOut.class, does(m -> joinTimedOut()))
        .onMessage(NodeMessage.Assigned.class, does(this::assigned))
        .onMessage(NodeMessage.Go.class, does(m -> go()))
        .onMessage(NodeMessage.ReadersEnded.class, does(m -> readersEnded()))
        .onMessage(NodeMessage.StopReading.class, does(m -> stopReading()))
        .onMessage(NodeMessage.ReportWanted.class, does(this::report))
        .onMessage(NodeMessage.StopAsked.class, does(m -> stopAsked()))
        .onMessage(DrainTimedOut.class, does(m -> drainTimedOut()))
        .onMessage(NodeMessage.Completed.class, does(m -> complete(m.completion())))
        .onMessage(NodeMessage.Failing.class, does(m -> failing(m.code(), m.message())))
        .onMessage(NodeMessage.Refused.class, does(m -> refused(m.reason())))
        .onMessage(NodeMessage.Lost.class, does(m -> lostMessage(m)))
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

  private void joined() {
    if (over()) {
      return;
    }
    up = true;
    timers.cancel(new JoinTimedOut());
    attempt(() -> parts.openSinks(bindings, self.replaceAll("[^A-Za-z0-9.-]", "-")));
    if (over()) {
      return;
    }
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
    coordinator.tell(
        new CoordinatorMessage.Register(
            self, setup.lanes().count(), setup.fingerprint(), getContext().getSelf()));
  }

  private void tick() {
    ticks++;
    parts.askAgain();
    boolean waiting = up && parts.assignment() == null && !over();
    if (waiting) {
      register();
      if (ticks % TICKS_BETWEEN_WAITING_LOGS == 0) {
        node.log()
            .info(
                "waiting for [{}] nodes in all (potoroo.cluster.members)",
                node.settings().cluster().members());
      }
    }
  }

  private void assigned(NodeMessage.Assigned m) {
    Assignment before = parts.assignment();
    Assignment now = m.assignment();
    if (over() || before != null && before.version() >= now.version()) {
      return;
    }
    if (before != null) {
      parts.reassigned(now, m.agents());
    } else {
      attempt(
          () -> {
            parts.assigned(now, now.indexOf(self), setup.lanes(), m.agents(), regions);
            parts.openSources(
                bindings, () -> getContext().getSelf().tell(new NodeMessage.ReadersEnded()));
            coordinator.tell(new CoordinatorMessage.Ready(self));
            setup.started();
          });
    }
    if (now.nodes().size() > 1) {
      timers.startTimerWithFixedDelay(new FlushOrigins(), TELL_ORIGINS);
    }
  }

  private void go() {
    if (state == PipelineStatus.State.STARTING) {
      state = PipelineStatus.State.RUNNING;
      parts.startReaders();
      readersEnded();
    }
  }

  private void readersEnded() {
    boolean stays = node.settings().keepRunning() && state == PipelineStatus.State.RUNNING;
    if (stays) {
      return;
    }
    if (state != PipelineStatus.State.STARTING && parts.readersEnded()) {
      coordinator.tell(new CoordinatorMessage.SourcesEnded(self));
    }
  }

  private void stopReading() {
    if (over()) {
      return;
    }
    boolean neverRead = state == PipelineStatus.State.STARTING;
    state = PipelineStatus.State.DRAINING;
    parts.stopReaders();
    if (neverRead) {
      coordinator.tell(new CoordinatorMessage.SourcesEnded(self));
    } else {
      readersEnded();
    }
  }

  private void report(NodeMessage.ReportWanted m) {
    if (!over()) {
      state = PipelineStatus.State.DRAINING;
    }
    // Settled first: a record counted as settled here is then surely counted as emitted.
    long settled = node.settled().sum();
    long emitted = node.emitted().sum();
    coordinator.tell(new CoordinatorMessage.Report(self, m.wave(), emitted, settled));
  }

  private void stopAsked() {
    if (over()) {
      return;
    }
    if (!up) {
      complete(new Completion(Completion.Kind.STOPPED, "", ""));
      return;
    }
    coordinator.tell(new CoordinatorMessage.StopRequested(self));
    timers.startSingleTimer(new DrainTimedOut(), node.settings().drainTimeout());
  }

  private void drainTimedOut() {
    if (!over()) {
      failing(
          ErrorCode.NOT_DRAINED.name(),
          "["
              + node.localOrigin().inFlight()
              + "] records that came in at node ["
              + self
              + "] were not processed within potoroo.drain-timeout ["
              + node.settings().drainTimeout().toSeconds()
              + " s] and are given up. Look for a sink that does not take records, or allow more time.");
    }
  }

  private void gone(String address) {
    Assignment known = parts.assignment();
    if (over() || known == null || known.indexOf(address) < 0 || goneTold) {
      return;
    }
    goneTold = true;
    long shards =
        known.homeOfShard().stream().filter(home -> home == known.indexOf(address)).count();
    failing(
        ErrorCode.STATE_LOST.name(),
        "Node ["
            + address
            + "] is gone or cannot be reached, and with it the state objects of ["
            + shards
            + "] shards and the records in flight there. State is kept in memory: start all nodes again.");
  }

  private void lostMessage(NodeMessage.Lost lost) {
    if (lost.what().isEmpty()) {
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

  private void attempt(Runnable what) {
    try {
      what.run();
    } catch (PotorooException e) {
      failing(e.faults().get(0).code().name(), e.faults().get(0).message());
    } catch (RuntimeException e) {
      node.log().error("the node could not be brought up", e);
      failing(ErrorCode.INTERNAL.name(), "The node could not be brought up: " + Fatal.describe(e));
    }
  }

  private void complete(Completion completion) {
    if (over()) {
      return;
    }
    boolean failed = completion.kind() == Completion.Kind.FAILED;
    state = failed ? PipelineStatus.State.FAILED : PipelineStatus.State.ENDED;
    parts.stopReaders();
    setup.close(completion);
  }

  private boolean over() {
    return state == PipelineStatus.State.ENDED || state == PipelineStatus.State.FAILED;
  }
}

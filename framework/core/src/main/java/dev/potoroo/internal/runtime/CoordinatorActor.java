package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import dev.potoroo.internal.round.Coordinator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The {@link Coordinator} as the cluster's singleton: turns messages into events, and effects into
 * messages to the agents.
 */
final class CoordinatorActor extends AbstractBehavior<CoordinatorMessage> {
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);
  private static final Duration BETWEEN_WAVES = Duration.ofMillis(5);

  private final Coordinator coordinator;
  private final Map<String, ActorRef<NodeMessage>> agents = new HashMap<>();

  private CoordinatorActor(
      ActorContext<CoordinatorMessage> context,
      TimerScheduler<CoordinatorMessage> timers,
      Coordinator coordinator) {
    super(context);
    this.coordinator = coordinator;
    timers.startTimerWithFixedDelay(new CoordinatorMessage.Tick(), ASK_AGAIN);
  }

  static Behavior<CoordinatorMessage> create(String fingerprint, int members, int shards) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new CoordinatorActor(
                        context, timers, new Coordinator(fingerprint, members, shards))));
  }

  @Override
  public Receive<CoordinatorMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(CoordinatorMessage.Register.class, this::register)
        .onMessage(CoordinatorMessage.Ready.class, m -> carryOut(coordinator.ready(m.address())))
        .onMessage(
            CoordinatorMessage.SourcesEnded.class,
            m -> carryOut(coordinator.sourcesEnded(m.address())))
        .onMessage(
            CoordinatorMessage.StopRequested.class, m -> carryOut(coordinator.stopRequested()))
        .onMessage(
            CoordinatorMessage.NodeFailed.class,
            m -> carryOut(coordinator.failed(m.address(), m.code(), m.message())))
        .onMessage(
            CoordinatorMessage.Report.class,
            m -> carryOut(coordinator.report(m.address(), m.wave(), m.emitted(), m.settled())))
        .onMessage(CoordinatorMessage.Tick.class, m -> carryOut(coordinator.tick()))
        .build();
  }

  private Behavior<CoordinatorMessage> register(CoordinatorMessage.Register m) {
    agents.put(m.address(), m.agent());
    return carryOut(coordinator.register(m.address(), m.lanes(), m.fingerprint()));
  }

  private Behavior<CoordinatorMessage> carryOut(List<Coordinator.Effect> effects) {
    effects.forEach(this::carryOut);
    return this;
  }

  private void carryOut(Coordinator.Effect effect) {
    if (effect instanceof Coordinator.Effect.Assign assign) {
      assign(assign.assignment());
    } else if (effect instanceof Coordinator.Effect.Refuse refuse) {
      ActorRef<NodeMessage> agent = agents.remove(refuse.address());
      if (agent != null) {
        agent.tell(new NodeMessage.Refused(refuse.reason()));
      }
    } else if (effect instanceof Coordinator.Effect.Go go) {
      go.addresses().forEach(address -> agent(address).tell(new NodeMessage.Go()));
    } else if (effect instanceof Coordinator.Effect.StopReading) {
      tellAll(new NodeMessage.StopReading());
    } else if (effect instanceof Coordinator.Effect.AskReports ask) {
      NodeMessage wanted = new NodeMessage.ReportWanted(ask.wave());
      agents.values().forEach(agent -> getContext().scheduleOnce(BETWEEN_WAVES, agent, wanted));
    } else if (effect instanceof Coordinator.Effect.Complete complete) {
      tellAll(new NodeMessage.Completed(complete.completion()));
    }
  }

  private void assign(Assignment assignment) {
    List<ActorRef<NodeMessage>> inOrder =
        assignment.nodes().stream().map(node -> agent(node.address())).toList();
    tellAll(new NodeMessage.Assigned(assignment, inOrder));
  }

  private ActorRef<NodeMessage> agent(String address) {
    return Objects.requireNonNull(agents.get(address), address);
  }

  private void tellAll(NodeMessage message) {
    agents.values().forEach(agent -> agent.tell(message));
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Assignment;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Carries out what a node's {@link dev.potoroo.internal.round.Participant} decides: on the node's
 * parts, and by messages to the coordinator. Used by the agent's thread.
 */
final class NodeOrders {
  private final Node node;
  private final NodeParts parts;
  private final ResolvedBindings bindings;
  private final String self;
  private final ActorRef<NodeMessage> agent;
  private final RoundWork roundWork;
  private final NodeReports reports;

  NodeOrders(
      Node node,
      ResolvedBindings bindings,
      String self,
      ActorRef<NodeMessage> agent,
      ActorRef<CoordinatorMessage> coordinator) {
    this.node = node;
    this.parts = node.parts();
    this.bindings = bindings;
    this.self = self;
    this.agent = agent;
    this.roundWork = new RoundWork(node, bindings, agent::tell);
    this.reports = new NodeReports(node, self, roundWork, coordinator::tell);
  }

  /** Entering may block, so that it has a thread of its own. */
  void enter(Action.Enter enter, List<ActorRef<NodeMessage>> agents, Executor entry) {
    node.generationNumber(enter.generation());
    Assignment assignment = enter.assignment();
    Generation next =
        new Generation(
            node, enter.generation(), assignment, assignment.indexOf(self), agents, parts.work());
    entry.execute(
        () -> {
          try {
            long committed = new Entry(node, bindings, agent).enter(next, enter.last());
            agent.tell(new NodeMessage.Entered(enter.generation(), committed));
          } catch (PotorooException e) {
            agent.tell(
                new NodeMessage.Failing(
                    e.faults().get(0).code().name(), e.faults().get(0).message()));
          } catch (NodeStore.UnwantedException e) {
            // There is a newer one already.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            node.failInternally("the node could not enter a generation", e);
          }
        });
  }

  /** Does it; {@link Action.Enter} and {@link Action.End} are the agent's. */
  void carryOut(Action action) {
    if (action instanceof Action.LetFlow flow) {
      letFlow(flow.referencesOnly());
    } else if (action instanceof Action.PauseSources pause) {
      FaultPoint.PAUSE.reached();
      generation().localOrigin().draining(true);
      generation().gate().close();
      parts.sources().pause();
      parts.holdTimers();
      parts.sendCombined();
      agent.tell(new NodeMessage.ReaderPaused(pause.generation()));
    } else if (action instanceof Action.CaptureObjects capture) {
      roundWork.capture(capture.generation(), capture.round(), capture.watermark());
    } else if (action instanceof Action.PrepareSinks prepare) {
      roundWork.prepareSinks(generation(), prepare.round());
    } else if (action instanceof Action.WriteChanges write) {
      roundWork.write(write.generation(), write.round());
    } else if (action instanceof Action.TakeCommit commit) {
      roundWork.committed(generation(), commit.round(), generation().self() == 0);
    } else {
      reports.say(action);
    }
  }

  private Generation generation() {
    Generation current = parts.generation();
    if (current == null) {
      throw new IllegalStateException("not in a generation");
    }
    return current;
  }

  private void letFlow(boolean referencesOnly) {
    FaultPoint.RESUME.reached();
    Generation current = generation();
    current.localOrigin().draining(false);
    current.gate().open();
    node.references().readFirst(referencesOnly);
    parts.sources().flow(current);
    parts.work().forEach(lane -> lane.onLane(() -> lane.flow(current)));
    parts.flow();
    agent.tell(new NodeMessage.ReaderPaused(current.number()));
  }

  /** Whether nothing that came in on this node is in flight. */
  boolean isIdle() {
    Generation current = parts.generation();
    return current != null && current.localOrigin().inFlight() == 0;
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.round.Action;
import dev.potoroo.internal.round.Report;
import java.util.function.Consumer;

/**
 * Tells the coordinator what a node's {@link dev.potoroo.internal.round.Participant} has it told.
 * Used by the agent's thread.
 */
final class NodeReports {
  private final Node node;
  private final String self;
  private final RoundWork roundWork;
  private final Consumer<CoordinatorMessage> coordinator;

  NodeReports(
      Node node, String self, RoundWork roundWork, Consumer<CoordinatorMessage> coordinator) {
    this.node = node;
    this.self = self;
    this.roundWork = roundWork;
    this.coordinator = coordinator;
  }

  /** Says it; what is no word to the coordinator is left to others. */
  void say(Action action) {
    if (action instanceof Action.SayReady ready) {
      coordinator.accept(new CoordinatorMessage.Ready(self, ready.generation()));
    } else if (action instanceof Action.SayReport report) {
      say(report, counted());
    } else if (action instanceof Action.SayCaptured captured) {
      FaultPoint.CAPTURE_AFTER.reached();
      coordinator.accept(
          new CoordinatorMessage.Captured(self, captured.generation(), captured.round()));
    } else if (action instanceof Action.SayPrepared prepared) {
      FaultPoint.PREPARED_BEFORE.reached();
      coordinator.accept(
          new CoordinatorMessage.NodePrepared(
              self, prepared.generation(), prepared.round(), roundWork.prepared(prepared.sinks())));
      FaultPoint.PREPARED_AFTER.reached();
    } else if (action instanceof Action.SayEnded ended) {
      coordinator.accept(new CoordinatorMessage.SourcesEnded(self, ended.generation()));
    } else if (action instanceof Action.SayBroken broken) {
      coordinator.accept(
          new CoordinatorMessage.NodeBroken(self, broken.generation(), broken.reason()));
    } else if (action instanceof Action.SayFenced fenced) {
      coordinator.accept(new CoordinatorMessage.Fenced(fenced.generation(), fenced.message()));
    }
  }

  /** Answers a question for counters. */
  void say(Action.SayReport asked, Report counted) {
    coordinator.accept(
        new CoordinatorMessage.Reported(self, asked.generation(), asked.wave(), counted));
  }

  /** The counters of the generation that the node is in, read now. */
  Report counted() {
    Generation current = node.parts().generation();
    if (current == null) {
      throw new IllegalStateException("not in a generation");
    }
    Flight flight = current.flight();
    // First whether nothing more comes in: what was sent before is then surely counted below.
    boolean paused = node.parts().paused();
    // Settled first: a record counted as settled here is then surely counted as emitted.
    long settled = flight.settled().sum();
    long emitted = flight.emitted().sum();
    return new Report(
        emitted,
        settled,
        node.retrying().get(),
        paused,
        node.parts().isBusy(),
        node.parts().waitingFor(),
        node.parts().time(),
        node.references().due(),
        node.parts().sources().loading());
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import org.apache.pekko.actor.typed.ActorRef;

/** A repair that somebody waits for. Touched only by the thread of its key's lane. */
final class PendingRepair {
  private final Repair repair;
  private final ActorRef<NodeMessage.RepairAnswer> replyTo;
  private boolean over;

  PendingRepair(Repair repair, ActorRef<NodeMessage.RepairAnswer> replyTo) {
    this.repair = repair;
    this.replyTo = replyTo;
  }

  Repair repair() {
    return repair;
  }

  /** Whether it was answered. */
  boolean isOver() {
    return over;
  }

  void answer(RepairResult result) {
    if (!over) {
      over = true;
      replyTo.tell(new NodeMessage.RepairAnswer(result));
    }
  }

  /** Nothing has come of it. */
  void undone(String why) {
    answer(new RepairResult(Outcome.UNDONE, why, 0, 0, 0));
  }
}

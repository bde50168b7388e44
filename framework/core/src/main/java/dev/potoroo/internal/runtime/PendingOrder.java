package dev.potoroo.internal.runtime;

import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * An order that somebody waits for. Touched only by the thread of its lane.
 *
 * @param <T> what is ordered
 */
final class PendingOrder<T> {
  private final T what;
  private final ActorRef<NodeMessage.RepairAnswer> replyTo;
  private boolean over;

  PendingOrder(T what, ActorRef<NodeMessage.RepairAnswer> replyTo) {
    this.what = what;
    this.replyTo = replyTo;
  }

  T what() {
    return what;
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

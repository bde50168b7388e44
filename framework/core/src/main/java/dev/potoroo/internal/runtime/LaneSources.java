package dev.potoroo.internal.runtime;

import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.PipelineStatus.Paused;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import dev.potoroo.status.SourceOrder;
import java.time.Instant;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Does what people order for sources, on the lane that is home to the source's name as if that were
 * a key: so the orders for a source are in a row, and each is a part of a round. Touched only by
 * the lane's thread.
 */
final class LaneSources {
  private static final RepairResult DONE = new RepairResult(Outcome.DONE, "", 0, 0, 0);

  private final Node node;
  private final LaneWork work;

  LaneSources(Node node, LaneWork work) {
    this.node = node;
    this.work = work;
  }

  /** What stands for a source as a key. */
  static String nameOf(SourceOrder order) {
    return Objects.requireNonNullElse(order.source(), SourcePauses.ALL);
  }

  /** Takes an order for a source whose home is this lane. */
  void take(PendingOrder<SourceOrder> order) {
    if (order.isOver()) {
      return;
    }
    if (!work.reenter()) {
      work.onFlow(() -> take(order));
      return;
    }
    work.refreshNow();
    apply(order);
    work.settled(1);
    work.queueFlush();
  }

  private void apply(PendingOrder<SourceOrder> order) {
    SourceOrder what = order.what();
    String source = nameOf(what);
    if (what.action() == SourceOrder.Action.RESUME_SOURCE && !node.pauses().has(source)) {
      order.answer(
          new RepairResult(
              Outcome.CHANGED,
              what.source() == null
                  ? "the pipeline is not paused"
                  : "source [" + source + "] is not paused by itself",
              0,
              0,
              0));
      return;
    }
    Instant now = work.now();
    Paused how =
        what.action() == SourceOrder.Action.PAUSE_SOURCE
            ? new Paused(now, what.reason(), what.by(), what.source() == null)
            : null;
    node.pauses().put(source, how);
    tellAll(source, how);
    work.done(order, DONE, entry(what, now), PauseRows.row(source, how, now));
  }

  /** If a node does not hear it, the generation ends, and all read what is committed. */
  private void tellAll(String source, @Nullable Paused how) {
    Generation current = work.generation();
    if (current != null) {
      for (ActorRef<NodeMessage> agent : node.parts().agents()) {
        agent.tell(new NodeMessage.SourcePaused(current.number(), source, how));
      }
    }
  }

  private AuditEntry entry(SourceOrder order, Instant now) {
    return new AuditEntry(
        now,
        work.address(),
        Objects.requireNonNullElse(order.source(), ""),
        "",
        order.action().name(),
        order.by(),
        order.reason(),
        0,
        0,
        null,
        null);
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.RepairResult;
import dev.potoroo.store.StateChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The repairs that people wait for on one lane: each is answered when its round is committed, and
 * says so if it was undone. Touched only by the lane's thread.
 */
final class RepairsOfRound {
  private final Node node;
  private final Set<PendingRepair> pending = new LinkedHashSet<>();
  private final List<Done> done = new ArrayList<>();
  private final List<StateChange> entries = new ArrayList<>();
  private final List<Runnable> untilFlow = new ArrayList<>();

  private record Done(long round, PendingRepair order, RepairResult result) {}

  RepairsOfRound(Node node) {
    this.node = node;
  }

  void add(PendingRepair order) {
    pending.removeIf(PendingRepair::isOver);
    pending.add(order);
  }

  void onFlow(Runnable task) {
    untilFlow.add(task);
  }

  void flow() {
    List<Runnable> tasks = List.copyOf(untilFlow);
    untilFlow.clear();
    tasks.forEach(Runnable::run);
  }

  /** One is carried out in a round. */
  void done(PendingRepair order, RepairResult result, AuditEntry entry, long round) {
    node.log()
        .info(
            "[{}] key [{}]: {} by [{}] ({})",
            entry.step(),
            entry.key(),
            entry.action(),
            entry.by(),
            entry.reason());
    if (node.store().isEmpty()) {
      order.answer(result);
      return;
    }
    entries.add(AuditRows.row(entry));
    done.add(new Done(round, order, result));
  }

  void capture(List<StateChange> into) {
    into.addAll(entries);
    entries.clear();
  }

  void committed(long round) {
    done.stream()
        .filter(one -> one.round() <= round)
        .forEach(one -> one.order().answer(one.result()));
    done.removeIf(one -> one.round() <= round);
    pending.removeIf(PendingRepair::isOver);
  }

  /** The pipeline goes back to the last commit. */
  void undone() {
    pending.forEach(order -> order.undone("the pipeline went back to the last commit meanwhile"));
    pending.clear();
    done.clear();
    entries.clear();
    untilFlow.clear();
  }
}

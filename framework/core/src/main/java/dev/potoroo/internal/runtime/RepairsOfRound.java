package dev.potoroo.internal.runtime;

import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.RepairResult;
import dev.potoroo.store.StateChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The orders that people wait for on one lane: each is answered when its round is committed, and
 * says so if it was undone. And what nobody waits for, of which the audit log is to tell whatever
 * is undone. Touched only by the lane's thread.
 */
final class RepairsOfRound {
  private final Node node;
  private final Set<PendingOrder<?>> pending = new LinkedHashSet<>();
  private final List<Done> done = new ArrayList<>();

  /** By step and key: what was ordered last counts, for a key comes once in a round. */
  private final Map<List<String>, StateChange> rows = new LinkedHashMap<>();

  /** Not committed yet. A row that is written again, since nobody knew, is the same. */
  private final List<Noted> notes = new ArrayList<>();

  private final List<Runnable> untilFlow = new ArrayList<>();

  private record Done(long round, PendingOrder<?> order, RepairResult result) {}

  private static final class Noted {
    private static final long NO_ROUND = Long.MAX_VALUE;
    private final StateChange row;
    private long round = NO_ROUND;

    private Noted(StateChange row) {
      this.row = row;
    }
  }

  RepairsOfRound(Node node) {
    this.node = node;
  }

  void add(PendingOrder<?> order) {
    pending.removeIf(PendingOrder::isOver);
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

  /** One is carried out in a round, with which rows are written that say so. */
  void done(
      PendingOrder<?> order,
      RepairResult result,
      AuditEntry entry,
      List<StateChange> written,
      long round) {
    log(entry);
    if (node.store().isEmpty()) {
      order.answer(result);
      return;
    }
    write(AuditRows.row(entry));
    written.forEach(this::write);
    done.add(new Done(round, order, result));
  }

  private void log(AuditEntry entry) {
    node.log()
        .info(
            "[{}] key [{}]: {} by [{}] ({})",
            entry.step(),
            entry.key(),
            entry.action(),
            entry.by(),
            entry.reason());
  }

  /** Something was ordered that is done already. */
  void note(AuditEntry entry) {
    log(entry);
    if (node.store().isPresent()) {
      notes.add(new Noted(AuditRows.row(entry)));
    }
  }

  /** Whether there are some that no round has captured. */
  boolean hasNotes() {
    return notes.stream().anyMatch(note -> note.round == Noted.NO_ROUND);
  }

  private void write(StateChange row) {
    rows.put(List.of(row.step(), row.key()), row);
  }

  void capture(long round, List<StateChange> into) {
    into.addAll(rows.values());
    rows.clear();
    for (Noted note : notes) {
      if (note.round == Noted.NO_ROUND) {
        note.round = round;
        into.add(note.row);
      }
    }
  }

  void committed(long round) {
    done.stream()
        .filter(one -> one.round() <= round)
        .forEach(one -> one.order().answer(one.result()));
    done.removeIf(one -> one.round() <= round);
    notes.removeIf(note -> note.round <= round);
    pending.removeIf(PendingOrder::isOver);
  }

  /** The pipeline goes back to the last commit. */
  void undone() {
    pending.forEach(order -> order.undone("the pipeline went back to the last commit meanwhile"));
    pending.clear();
    done.clear();
    rows.clear();
    notes.forEach(note -> note.round = Noted.NO_ROUND);
    untilFlow.clear();
  }
}

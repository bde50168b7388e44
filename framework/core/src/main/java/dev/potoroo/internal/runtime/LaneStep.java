package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.FiredTimer;
import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StoredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One step on one lane: its state objects by key, and how they are given their records. Touched
 * only by the lane's thread.
 */
final class LaneStep implements Trouble {
  private final StepVertex vertex;
  private final Step<Object, Object, Object> step;
  private final StepCall<Object, Object, Object> call;
  private final LaneWork work;
  private final PartCounters counters;
  private final ErrorDesk desk;
  private final ErrorPolicy streamPolicy;
  private final Emitters.Emitter out;
  private final Prefetch prefetch = new Prefetch();
  private final LaneSlots slots;
  private final LaneHolds holds;
  private final LaneRepairs repairs;
  private final LaneStates states;
  private final LaneRounds rounds;
  private long handled;
  private long emitted;

  @SuppressWarnings("unchecked")
  LaneStep(Node node, StepVertex vertex, LaneWork work, Consumer<EntityMessage.Start> region) {
    this.vertex = vertex;
    this.step = (Step<Object, Object, Object>) vertex.step();
    this.call = step.newCall();
    this.work = work;
    this.counters = node.stepCounters(vertex.index());
    this.slots = new LaneSlots(this, node.objects(vertex.index()), region);
    this.desk = new ErrorDesk(node, vertex.name(), counters, work.outbox());
    this.holds = new LaneHolds(node, vertex, this, work, desk, counters);
    this.states = new LaneStates(this, work);
    this.rounds = new LaneRounds(vertex, work, slots, states, holds.parked());
    this.repairs = new LaneRepairs(node, vertex, this, work, desk);
    this.streamPolicy = node.topology().streamPolicy();
    this.out = Emitters.of(vertex.out(), work.outbox(), this, node.settings().maxKeySize());
  }

  /** Puts the records of a batch at their objects' doors, and tells each object once. */
  void accept(Batch batch) {
    long round = work.round();
    Slot[] found = new Slot[batch.size];
    batch.linkable();
    int count = 0;
    for (int from = 0; from < batch.size; from += Prefetch.AT_ONCE) {
      int to = Math.min(batch.size, from + Prefetch.AT_ONCE);
      slots.find(batch, from, to, found);
      for (int i = from; i < to; i++) {
        Slot slot = found[i];
        if (slot.add(batch, i)) {
          slot.touched = round;
          found[count++] = slot;
        }
      }
    }
    tell(found, 0, count);
  }

  /** Tells some of the objects that have records; the others when these have had their turns. */
  private void tell(Slot[] objects, int from, int count) {
    int to = Math.min(count, from + Prefetch.AT_ONCE);
    prefetch.of(objects, from, to);
    for (int i = from; i < to; i++) {
      Slot slot = objects[i];
      Entity entity = slot.entity;
      if (entity == null || slot.object == null) {
        slot.holdBack();
        states.need(slot);
      } else {
        entity.deliver();
      }
    }
    states.load();
    if (to < count) {
      work.afterTurns(() -> tell(objects, to, count));
    }
  }

  /** The object's actor is there: it gets what has waited for it. */
  void started(Slot slot, Entity entity) {
    if (slots.started(slot, entity)) {
      drainWaiting(slot, entity);
    }
  }

  String name() {
    return vertex.name();
  }

  StateObject newObject(String key) {
    return new StateObject(step, key, work.now());
  }

  /** An object in place of one that cannot be decoded. */
  StateObject newObject(String key, long version) {
    return new StateObject(step, key, version, work.now());
  }

  /**
   * An object as it is stored.
   *
   * @throws Exception if it cannot be decoded
   */
  StateObject decoded(String key, StoredState stored) throws Exception {
    return new StateObject(step, key, stored);
  }

  // ---- records are handled

  /** Handles the records at the object's door. */
  void deliver(Slot slot, Entity entity) {
    Batch batch = slot.batch;
    if (batch == null || !slot.open()) {
      return;
    }
    if (slot.hold == null && slot.waiting != null) {
      handleWaiting(slot);
    }
    work.switchTo(Objects.requireNonNull(batch.origin));
    if (slot.hold != null) {
      holds.take(slot);
      return;
    }
    int at = slot.first;
    do {
      if (!handle(slot, batch.records[at])) {
        slot.first = at;
        holds.take(slot);
        return;
      }
      at = batch.next(at);
    } while (at > 0);
    slot.batch = null;
    rounds.afterwards(slot);
    work.queueFlush();
  }

  /** Handles the records that have waited. */
  void drainWaiting(Slot slot, Entity entity) {
    if (slot.hold != null) {
      holds.take(slot);
      holds.goOn(slot, entity);
      return;
    }
    if (slot.object == null) {
      states.need(slot);
      states.load();
      if (slot.object == null) {
        return;
      }
    }
    work.refreshNow();
    handleWaiting(slot);
    if (slot.hold != null) {
      holds.take(slot);
    }
    rounds.afterwards(slot);
    work.queueFlush();
  }

  private void handleWaiting(Slot slot) {
    ArrayDeque<Slot.Waiting> waiting = slot.waiting;
    if (waiting == null) {
      return;
    }
    for (Slot.Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      work.switchTo(head.origin());
      if (!handle(slot, head.record())) {
        return;
      }
      waiting.remove();
    }
    slot.waiting = null;
  }

  /** False if its key is parked: the record is to be held, and all that come after it. */
  private boolean handle(Slot slot, Object record) {
    @Nullable Next<Object, Object> next;
    try {
      next = run(slot, record);
    } catch (Throwable error) {
      Fatal.rethrow(error);
      if (!holds.failed(slot, record, error)) {
        return false;
      }
      givenUp(slot, record);
      next = null;
    }
    finished(next);
    return true;
  }

  /**
   * Has the handler decide about a record, and the object follow.
   *
   * @throws Exception what the handler threw
   */
  Next<Object, Object> run(Slot slot, Object record) throws Exception {
    StateObject object = Objects.requireNonNull(slot.object);
    boolean existed = object.exists();
    long version = object.version();
    Next<Object, Object> next = object.handle(call, record, work.now());
    if (object.version() != version || object.exists() != existed || object.timersMoved()) {
      rounds.changed(slot);
    }
    return next;
  }

  /** A record will not be tried again: if it is a timer, it is not set any more. */
  void givenUp(Slot slot, Object record) {
    if (record instanceof FiredTimer fired && slot.object != null) {
      slot.object.giveUp(fired);
      rounds.changed(slot);
    }
  }

  /** A record has been processed to its end: what came of it is sent on. */
  void finished(@Nullable Next<Object, Object> next) {
    if (next != null) {
      emit(next);
    }
    handled++;
    work.settled(1);
  }

  /** Sends on what a handler emitted; its state has changed already, so this is never retried. */
  private void emit(Next<Object, Object> next) {
    int count = next.emittedCount();
    for (int i = 0; i < count; i++) {
      out.emit(next.emitted(i));
    }
    emitted += count;
  }

  /** Event time has come so far, in the round that begins. */
  void eventTime(Instant watermark) {
    call.eventTime(watermark);
  }

  // ---- the rest

  void publishCounts() {
    if (handled > 0) {
      counters.records.add(handled);
      handled = 0;
    }
    if (emitted > 0) {
      counters.emitted.add(emitted);
      emitted = 0;
    }
  }

  LaneSlots slots() {
    return slots;
  }

  LaneRounds rounds() {
    return rounds;
  }

  LaneRepairs repairs() {
    return repairs;
  }

  LaneStates states() {
    return states;
  }

  LaneHolds holds() {
    return holds;
  }

  @Override
  public ErrorPolicy policy() {
    return streamPolicy;
  }

  /** A lane does not wait: the other objects on it would wait too. */
  @Override
  public void pause(Duration backoff) {
    counters.retries.increment();
  }

  @Override
  public void givenUp(Object record, ErrorPolicy policy, String reason, Throwable error) {
    desk.giveUp(policy, call.key(), -1, reason, error, record);
  }
}

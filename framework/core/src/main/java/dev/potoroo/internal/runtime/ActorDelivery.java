package dev.potoroo.internal.runtime;

import java.util.Objects;

/**
 * Records go by way of their object's actor: they are put at its door, and it is told once, however
 * many there are. Touched only by the lane's thread.
 */
final class ActorDelivery implements Delivery {
  private final LaneStep step;
  private final LaneWork work;
  private final Prefetch prefetch = new Prefetch();

  ActorDelivery(LaneStep step, LaneWork work) {
    this.step = step;
    this.work = work;
  }

  /** Puts the records of a batch at their objects' doors, and tells each object once. */
  @Override
  public void accept(Batch batch) {
    Slot[] found = new Slot[batch.size];
    batch.linkable();
    int count = 0;
    for (int from = 0; from < batch.size; from += Prefetch.AT_ONCE) {
      int to = Math.min(batch.size, from + Prefetch.AT_ONCE);
      prefetch.records(batch, from, to);
      step.slots().find(batch.keys, from, to - from, found, from);
      step.hot().sample(found, from, to - from, from);
      for (int i = from; i < to; i++) {
        ActorSlot slot = (ActorSlot) found[i];
        if (slot.add(batch, i)) {
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
      ActorSlot slot = (ActorSlot) objects[i];
      Entity entity = slot.entity;
      if (entity == null || !slot.loaded()) {
        slot.holdBack();
        step.states().need(slot);
      } else {
        entity.deliver();
      }
    }
    step.states().load();
    if (to < count) {
      work.afterTurns(() -> tell(objects, to, count));
    }
  }

  /** Handles the records at an object's door: it has its turn. */
  void deliver(ActorSlot slot) {
    Batch batch = slot.batch;
    if (batch == null || slot.entity == null || !slot.loaded()) {
      return;
    }
    if ((slot.watched & Slot.TIMED) == 0) {
      deliver(slot, batch);
      return;
    }
    int records = slot.count();
    long began = System.nanoTime();
    deliver(slot, batch);
    step.hot().timed(slot, records, System.nanoTime() - began);
  }

  private void deliver(ActorSlot slot, Batch batch) {
    if (slot.hold() == null && slot.waiting() != null) {
      step.handleWaiting(slot);
    }
    work.switchTo(Objects.requireNonNull(batch.origin));
    if (slot.hold() != null) {
      step.holds().take(slot);
      return;
    }
    int at = slot.first;
    do {
      if (!step.handle(slot, batch.records[at], batch.span(at))) {
        slot.first = at;
        step.holds().take(slot);
        return;
      }
      at = batch.next(at);
    } while (at > 0);
    slot.batch = null;
    step.rounds().afterwards(slot);
    work.queueFlush();
  }
}

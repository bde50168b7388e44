package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.Next;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * One step on one lane: its state objects by key, and how they are given their records. Touched
 * only by the lane's thread.
 */
final class LaneStep implements Trouble {
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final StepVertex vertex;
  private final Step<Object, Object, Object> step;
  private final StepCall<Object, Object, Object> call;
  private final LaneWork work;
  private final ActorRef<ShardingEnvelope<EntityMessage>> region;
  private final PartCounters counters;
  private final ErrorDesk desk;
  private final ErrorPolicy streamPolicy;
  private final Emitters.Emitter out;
  private final Map<String, Slot> slots = new HashMap<>();
  private final Set<Slot> starting = new LinkedHashSet<>();
  private final List<Slot> touched = new ArrayList<>();
  private final AtomicLong objects;
  private long handled;
  private long emitted;

  @SuppressWarnings("unchecked")
  LaneStep(
      Node node,
      StepVertex vertex,
      LaneWork work,
      ActorRef<ShardingEnvelope<EntityMessage>> region) {
    this.vertex = vertex;
    this.step = (Step<Object, Object, Object>) vertex.step();
    this.call = step.newCall();
    this.work = work;
    this.region = region;
    this.counters = node.stepCounters(vertex.index());
    this.objects = node.objects(vertex.index());
    this.desk = new ErrorDesk(node, vertex.name(), counters, work.outbox());
    this.streamPolicy = node.topology().streamPolicy();
    this.out = Emitters.of(vertex.out(), work.outbox(), this, node.settings().maxKeySize());
  }

  /** Puts the records of a batch at their objects' doors, and tells each object once. */
  void accept(Batch batch) {
    Origin origin = work.outbox().origin();
    for (int i = 0; i < batch.size; i++) {
      String key = batch.keys[i];
      Slot slot = slots.get(key);
      if (slot == null) {
        slot = open(key);
      }
      if (slot.size > 0 && slot.origin != origin && slot.actor != null && slot.origin != null) {
        slot.holdBack(slot.origin);
      }
      if (slot.add(batch.records[i])) {
        slot.origin = origin;
        touched.add(slot);
      }
    }
    for (Slot slot : touched) {
      ActorRef<EntityMessage> actor = slot.actor;
      if (actor == null) {
        slot.holdBack(origin);
      } else {
        actor.tell(EntityMessage.Deliver.INSTANCE);
      }
    }
    touched.clear();
  }

  private Slot open(String key) {
    Slot slot = new Slot(key, new StateObject(step, key, work.now()));
    slots.put(key, slot);
    objects.incrementAndGet();
    ask(slot);
    return slot;
  }

  private void ask(Slot slot) {
    slot.askedAt = System.nanoTime();
    starting.add(slot);
    region.tell(new ShardingEnvelope<>(slot.key, new EntityMessage.Start(slot)));
  }

  /**
   * A message through the shard region can be lost, as when the region has just started. Asking
   * twice does no harm.
   */
  void askAgain() {
    long before = System.nanoTime() - ASK_AGAIN_NANOS;
    starting.stream().filter(slot -> slot.askedAt - before < 0).toList().forEach(this::ask);
  }

  /** The object's actor is there: it gets what has waited for it. */
  void started(Slot slot, EntityActor actor) {
    if (slot.actor == null) {
      slot.actor = actor.self();
      starting.remove(slot);
      drainWaiting(slot, actor);
    }
  }

  /** Handles the records at the object's door. */
  void deliver(Slot slot, EntityActor actor) {
    Origin origin = slot.origin;
    if (slot.size == 0 || origin == null) {
      return;
    }
    if (slot.failures == 0 && slot.waiting != null) {
      handleWaiting(slot, actor);
    }
    work.switchTo(origin);
    if (slot.failures > 0) {
      slot.holdBack(origin);
      return;
    }
    for (int i = 0; i < slot.size; i++) {
      if (!handle(slot, slot.records[i], actor)) {
        slot.dropFirst(i);
        slot.holdBack(origin);
        return;
      }
    }
    slot.emptied();
    afterwards(slot, actor);
    work.queueFlush();
  }

  /** Handles the records that have waited, until one has to wait again. */
  void drainWaiting(Slot slot, EntityActor actor) {
    work.refreshNow();
    handleWaiting(slot, actor);
    afterwards(slot, actor);
    work.queueFlush();
  }

  private void handleWaiting(Slot slot, EntityActor actor) {
    ArrayDeque<Slot.Waiting> waiting = slot.waiting;
    if (waiting == null) {
      return;
    }
    for (Slot.Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      work.switchTo(head.origin());
      if (!handle(slot, head.record(), actor)) {
        return;
      }
      waiting.remove();
    }
    slot.waiting = null;
  }

  /** False if the record has to be tried again later. */
  private boolean handle(Slot slot, @Nullable Object record, EntityActor actor) {
    if (record == null) {
      return true;
    }
    @Nullable Next<Object, Object> next;
    try {
      next = slot.object.handle(call, record, work.now());
    } catch (Throwable error) {
      Fatal.rethrow(error);
      ErrorPolicy policy = vertex.policy().forError(error);
      if (slot.failures < policy.retries()) {
        slot.failures++;
        counters.retries.increment();
        actor.retryAfter(policy.backoff(slot.failures));
        return false;
      }
      desk.giveUp(policy, slot.key, -1, "handler", error, record);
      next = null;
    }
    slot.failures = 0;
    if (next != null) {
      emit(next);
    }
    handled++;
    work.settled(1);
    return true;
  }

  /** Sends on what a handler emitted; its state has changed already, so this is never retried. */
  private void emit(Next<Object, Object> next) {
    int count = next.emittedCount();
    for (int i = 0; i < count; i++) {
      out.emit(next.emitted(i));
    }
    emitted += count;
  }

  private void afterwards(Slot slot, EntityActor actor) {
    if (!slot.object.exists() && slot.idle()) {
      slots.remove(slot.key);
      objects.decrementAndGet();
      actor.leave();
    }
  }

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

  @Nullable StateObject object(String key) {
    Slot slot = slots.get(key);
    return slot == null || !slot.object.exists() ? null : slot.object;
  }

  /** All slots, for reading on the lane. */
  Collection<Slot> slots() {
    return slots.values();
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

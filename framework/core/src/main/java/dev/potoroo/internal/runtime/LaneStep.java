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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One step on one lane: its state objects by key, and how they are given their records. Touched
 * only by the lane's thread.
 */
final class LaneStep implements Trouble {
  /** So many objects that what their turns need has room in the processor's nearer caches. */
  private static final int AT_ONCE = 128;

  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final StepVertex vertex;
  private final Step<Object, Object, Object> step;
  private final StepCall<Object, Object, Object> call;
  private final LaneWork work;
  private final org.apache.pekko.actor.typed.ActorRef<EntityMessage.Start> region;
  private final PartCounters counters;
  private final ErrorDesk desk;
  private final ErrorPolicy streamPolicy;
  private final Emitters.Emitter out;
  private final SlotTable slots = new SlotTable();
  private final Prefetch prefetch = new Prefetch();
  private final Set<Slot> starting = new LinkedHashSet<>();
  private final AtomicLong objects;
  private final AtomicLong retrying;
  private List<Slot> toLoad = new ArrayList<>();
  private List<Slot> changed = new ArrayList<>();
  private List<Slot> cleared = new ArrayList<>();
  private long handled;
  private long emitted;

  @SuppressWarnings("unchecked")
  LaneStep(
      Node node,
      StepVertex vertex,
      LaneWork work,
      org.apache.pekko.actor.typed.ActorRef<EntityMessage.Start> region) {
    this.vertex = vertex;
    this.step = (Step<Object, Object, Object>) vertex.step();
    this.call = step.newCall();
    this.work = work;
    this.region = region;
    this.counters = node.stepCounters(vertex.index());
    this.objects = node.objects(vertex.index());
    this.retrying = node.retrying();
    this.desk = new ErrorDesk(node, vertex.name(), counters, work.outbox());
    this.streamPolicy = node.topology().streamPolicy();
    this.out = Emitters.of(vertex.out(), work.outbox(), this, node.settings().maxKeySize());
  }

  /** Puts the records of a batch at their objects' doors, and tells each object once. */
  void accept(Batch batch) {
    long round = work.round();
    Slot[] found = new Slot[batch.size];
    batch.linkable();
    int count = 0;
    for (int from = 0; from < batch.size; from += AT_ONCE) {
      int to = Math.min(batch.size, from + AT_ONCE);
      find(batch, from, to, found);
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
    int to = Math.min(count, from + AT_ONCE);
    prefetch.of(objects, from, to);
    for (int i = from; i < to; i++) {
      Slot slot = objects[i];
      ActorRef actor = slot.actor;
      if (actor == null || slot.object == null) {
        slot.holdBack();
        needState(slot);
      } else {
        actor.tell(EntityMessage.Deliver.INSTANCE, ActorRef.noSender());
      }
    }
    load();
    if (to < count) {
      work.afterTurns(() -> tell(objects, to, count));
    }
  }

  /**
   * The slots of some of a batch's keys. They are all looked up before one is touched: so the
   * processor waits for several at a time where the tables are larger than its caches.
   */
  private void find(Batch batch, int from, int to, Slot[] found) {
    for (int i = from; i < to; i++) {
      Slot slot = slots.get(batch.keys[i]);
      found[i] = slot == null ? open(batch.keys[i]) : slot;
    }
  }

  private Slot open(String key) {
    Slot slot = new Slot(key);
    slots.add(slot);
    objects.incrementAndGet();
    ask(slot);
    return slot;
  }

  private void ask(Slot slot) {
    slot.askedAt = System.nanoTime();
    starting.add(slot);
    region.tell(new EntityMessage.Start(this, slot));
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
  void started(Slot slot, EntityActor entity) {
    if (slot.actor == null) {
      slot.entity = entity;
      slot.actor = entity.getSelf();
      starting.remove(slot);
      drainWaiting(slot, entity);
    }
  }

  // ---- state comes from the store

  private void needState(Slot slot) {
    if (slot.object != null || slot.loading) {
      return;
    }
    if (work.durable()) {
      slot.loading = true;
      toLoad.add(slot);
    } else {
      slot.object = new StateObject(step, slot.key, work.now());
    }
  }

  private void load() {
    if (!toLoad.isEmpty()) {
      work.load(this, toLoad);
      toLoad = new ArrayList<>();
    }
  }

  String name() {
    return vertex.name();
  }

  /** States have come from the store, for slots in turn. */
  void loaded(List<Slot> asked, List<Optional<StoredState>> found) {
    work.refreshNow();
    for (int i = 0; i < asked.size(); i++) {
      Slot slot = asked.get(i);
      slot.loading = false;
      if (slot.object == null) {
        slot.object = objectOf(slot.key, found.get(i));
        ActorRef actor = slot.actor;
        if (slot.open() && actor != null && !slot.idle()) {
          actor.tell(EntityMessage.GoOn.INSTANCE, ActorRef.noSender());
        }
      }
    }
  }

  /**
   * Null if it cannot be decoded: then the run ends, and the object's records stay where they are.
   */
  private @Nullable StateObject objectOf(String key, Optional<StoredState> stored) {
    if (stored.isEmpty()) {
      return new StateObject(step, key, work.now());
    }
    try {
      return new StateObject(step, key, stored.get());
    } catch (Throwable e) {
      Fatal.rethrow(e);
      work.cannotDecode(vertex.name(), key, e);
      return null;
    }
  }

  // ---- records are handled

  /** Handles the records at the object's door. */
  void deliver(Slot slot, EntityActor entity) {
    Batch batch = slot.batch;
    if (batch == null || !slot.open()) {
      return;
    }
    if (slot.failures == 0 && slot.waiting != null) {
      handleWaiting(slot, entity);
    }
    work.switchTo(Objects.requireNonNull(batch.origin));
    if (slot.failures > 0) {
      slot.holdBack();
      return;
    }
    int at = slot.first;
    do {
      if (!handle(slot, batch.records[at], entity)) {
        slot.first = at;
        slot.holdBack();
        return;
      }
      at = batch.next(at);
    } while (at > 0);
    slot.batch = null;
    afterwards(slot);
    work.queueFlush();
  }

  /** Handles the records that have waited, until one has to wait again. */
  void drainWaiting(Slot slot, EntityActor entity) {
    if (slot.object == null) {
      needState(slot);
      load();
      if (slot.object == null) {
        return;
      }
    }
    work.refreshNow();
    handleWaiting(slot, entity);
    afterwards(slot);
    work.queueFlush();
  }

  private void handleWaiting(Slot slot, EntityActor entity) {
    ArrayDeque<Slot.Waiting> waiting = slot.waiting;
    if (waiting == null) {
      return;
    }
    for (Slot.Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      work.switchTo(head.origin());
      if (!handle(slot, head.record(), entity)) {
        return;
      }
      waiting.remove();
    }
    slot.waiting = null;
  }

  /** False if the record has to be tried again later. */
  private boolean handle(Slot slot, Object record, EntityActor entity) {
    StateObject object = Objects.requireNonNull(slot.object);
    @Nullable Next<Object, Object> next;
    try {
      boolean existed = object.exists();
      long version = object.version();
      next = object.handle(call, record, work.now());
      if (object.version() != version || object.exists() != existed || object.timersMoved()) {
        changed(slot);
      }
    } catch (Throwable error) {
      Fatal.rethrow(error);
      ErrorPolicy policy = vertex.policy().forError(error);
      if (slot.failures < policy.retries()) {
        if (slot.failures++ == 0) {
          retrying.incrementAndGet();
        }
        counters.retries.increment();
        entity.retryAfter(policy.backoff(slot.failures));
        return false;
      }
      desk.giveUp(policy, slot.key, -1, "handler", error, record);
      if (record instanceof FiredTimer fired) {
        object.giveUp(fired);
        changed(slot);
      }
      next = null;
    }
    if (slot.failures > 0) {
      slot.failures = 0;
      retrying.decrementAndGet();
    }
    if (next != null) {
      emit(next);
    }
    handled++;
    work.settled(1);
    return true;
  }

  private void changed(Slot slot) {
    long round = work.round();
    if (slot.changed != round) {
      slot.changed = round;
      changed.add(slot);
    }
    if (!slot.exists()) {
      cleared.add(slot);
    }
    StateObject object = slot.object;
    if (object != null && object.timersMoved()) {
      object.wakeIn(round, timer -> work.timers().add(vertex.index(), slot.key, timer));
    }
  }

  /** Sends on what a handler emitted; its state has changed already, so this is never retried. */
  private void emit(Next<Object, Object> next) {
    int count = next.emittedCount();
    for (int i = 0; i < count; i++) {
      out.emit(next.emitted(i));
    }
    emitted += count;
  }

  /** An object that was cleared leaves memory; with a store only when it knows of it. */
  private void afterwards(Slot slot) {
    if (!work.durable() && !slot.exists() && slot.idle()) {
      remove(slot);
    }
  }

  private void remove(Slot slot) {
    slots.remove(slot);
    objects.decrementAndGet();
    EntityActor entity = slot.entity;
    if (entity != null) {
      entity.leave();
    }
  }

  // ---- rounds

  /** What the round has changed, as it is now. */
  List<Captured> capture() {
    List<Captured> captured = new ArrayList<>(changed.size());
    for (Slot slot : changed) {
      StateObject object = slot.object;
      if (object != null) {
        captured.add(
            new Captured(
                vertex,
                object.key(),
                object.version(),
                object.lastTouched(),
                captured(object),
                object.captureTimers()));
      }
    }
    changed = new ArrayList<>();
    return captured;
  }

  private @Nullable Object captured(StateObject object) {
    try {
      return object.capture();
    } catch (Throwable e) {
      Fatal.rethrow(e);
      work.cannotEncode(vertex.name(), object.key(), e);
      return null;
    }
  }

  /**
   * Undoes all that no commit has confirmed: records are forgotten, and an object that was changed
   * since is loaded again when it is needed.
   */
  void rollBack(long committed) {
    changed.clear();
    toLoad.clear();
    cleared.clear();
    slots.forEach(slot -> rollBack(slot, committed));
  }

  /**
   * Forgets the objects that live on another node from now on; the store has them. Their actors are
   * stopped when Pekko hands over their shards.
   */
  void keepOnly(Predicate<String> isHome) {
    List<Slot> leaving = new ArrayList<>();
    slots.forEach(
        slot -> {
          if (!isHome.test(slot.key)) {
            leaving.add(slot);
          }
        });
    for (Slot slot : leaving) {
      slots.remove(slot);
      starting.remove(slot);
      objects.decrementAndGet();
    }
  }

  private void rollBack(Slot slot, long committed) {
    if (slot.failures > 0) {
      retrying.decrementAndGet();
    }
    slot.forgetRecords();
    slot.loading = false;
    if (work.durable() && slot.changed > committed) {
      slot.object = null;
      slot.changed = 0;
    } else if (slot.object != null) {
      slot.object.forgetWakes();
    }
  }

  /** Event time has come so far, in the round that begins. */
  void eventTime(Instant watermark) {
    call.eventTime(watermark);
  }

  int size() {
    return slots.size();
  }

  /** Objects that may leave memory: nothing waits for them, and the store has what they are. */
  List<Slot> evictable(long committed) {
    List<Slot> evictable = new ArrayList<>();
    slots.forEach(
        slot -> {
          if (evictable(slot, committed)) {
            evictable.add(slot);
          }
        });
    return evictable;
  }

  /** Objects that do not exist any more, and of which the store knows. */
  List<Slot> gone(long committed) {
    if (cleared.isEmpty()) {
      return List.of();
    }
    List<Slot> known = cleared.stream().filter(slot -> evictable(slot, committed)).toList();
    cleared.removeIf(slot -> slot.exists() || evictable(slot, committed));
    return known.stream().filter(slot -> !slot.exists()).toList();
  }

  private static boolean evictable(Slot slot, long committed) {
    return slot.changed <= committed && slot.entity != null && !slot.loading && slot.idle();
  }

  /** Lets an object leave memory, if it still may. */
  void evict(Slot slot, long committed) {
    if (evictable(slot, committed) && slots.get(slot.key) == slot) {
      remove(slot);
    }
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

  /** The entry for a key; null if there is none in memory. */
  @Nullable Slot slot(String key) {
    return slots.get(key);
  }

  /** Calls {@code visitor} for each slot, for reading on the lane. */
  void forEach(Consumer<Slot> visitor) {
    slots.forEach(visitor);
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

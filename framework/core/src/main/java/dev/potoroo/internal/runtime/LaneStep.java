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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  private final Consumer<EntityMessage.Start> region;
  private final PartCounters counters;
  private final ErrorDesk desk;
  private final ErrorPolicy streamPolicy;
  private final Emitters.Emitter out;
  private final SlotTable slots = new SlotTable();
  private final Prefetch prefetch = new Prefetch();
  private final Set<Slot> starting = new LinkedHashSet<>();
  private final AtomicLong objects;
  private final LaneHolds holds;
  private final LaneRepairs repairs;
  private final LaneStates states;
  private List<Slot> changed = new ArrayList<>();
  private List<Slot> cleared = new ArrayList<>();
  private long handled;
  private long emitted;

  @SuppressWarnings("unchecked")
  LaneStep(Node node, StepVertex vertex, LaneWork work, Consumer<EntityMessage.Start> region) {
    this.vertex = vertex;
    this.step = (Step<Object, Object, Object>) vertex.step();
    this.call = step.newCall();
    this.work = work;
    this.region = region;
    this.counters = node.stepCounters(vertex.index());
    this.objects = node.objects(vertex.index());
    this.desk = new ErrorDesk(node, vertex.name(), counters, work.outbox());
    this.holds = new LaneHolds(node, vertex, this, work, desk, counters);
    this.states = new LaneStates(this, work);
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
    region.accept(new EntityMessage.Start(this, slot));
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
  void started(Slot slot, Entity entity) {
    if (slot.entity == null) {
      slot.entity = entity;
      starting.remove(slot);
      drainWaiting(slot, entity);
    }
  }

  String name() {
    return vertex.name();
  }

  /** The slot of a key, which is brought to life if it is not there. */
  Slot slotOf(String key) {
    Slot known = slots.get(key);
    return known == null ? open(key) : known;
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
    afterwards(slot);
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
    afterwards(slot);
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
      changed(slot);
    }
    return next;
  }

  /** A record will not be tried again: if it is a timer, it is not set any more. */
  void givenUp(Slot slot, Object record) {
    if (record instanceof FiredTimer fired && slot.object != null) {
      slot.object.giveUp(fired);
      changed(slot);
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

  /** Notes that the round has changed an object. */
  void changed(Slot slot) {
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
  void afterwards(Slot slot) {
    if (!work.durable() && slot.hold == null && !slot.exists() && slot.idle()) {
      remove(slot);
    }
  }

  /** A key was brought to life for nothing if there is no object: then it may leave again. */
  void afterRepair(Slot slot) {
    if (slot.hold == null && !slot.exists()) {
      cleared.add(slot);
      afterwards(slot);
    }
  }

  private void remove(Slot slot) {
    slots.remove(slot);
    holds.parked().leaves(slot);
    objects.decrementAndGet();
    Entity entity = slot.entity;
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
    states.forget();
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
      holds.parked().leaves(slot);
      objects.decrementAndGet();
    }
  }

  private void rollBack(Slot slot, long committed) {
    slot.forgetRecords();
    slot.loading = false;
    Hold hold = slot.hold;
    if (hold != null) {
      hold.underWay = false;
    }
    boolean held = holds.parked().changedAfter(slot.key, committed);
    if (work.durable() && (held || slot.changed > committed)) {
      slot.object = null;
      slot.changed = 0;
      holds.parked().leaves(slot);
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

  private boolean evictable(Slot slot, long committed) {
    Hold hold = slot.hold;
    return slot.changed <= committed
        && slot.entity != null
        && !slot.loading
        && slot.idle()
        && (hold == null || !hold.kind().active())
        && !holds.parked().changedAfter(slot.key, committed);
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

  LaneRepairs repairs() {
    return repairs;
  }

  LaneStates states() {
    return states;
  }

  LaneHolds holds() {
    return holds;
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

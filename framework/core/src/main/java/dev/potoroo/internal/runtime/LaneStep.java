package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorPolicy;
import dev.potoroo.FiredTimer;
import dev.potoroo.Next;
import dev.potoroo.RefValues;
import dev.potoroo.Step;
import dev.potoroo.StepCall;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.metrics.SampledTimes;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StoredState;
import dev.potoroo.tracing.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
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
  private final ActorDelivery actors;
  private final Delivery delivery;
  private final LaneSlots slots;
  private final @Nullable LaneCalls calls;
  private final LaneHolds holds;
  private final LaneRepairs repairs;
  private final LaneStates states;
  private final LaneRounds rounds;
  private final SampledTimes times;
  private final LaneTails tails;
  private final HotSketch hot;
  private long handled;
  private long emitted;

  @SuppressWarnings("unchecked")
  LaneStep(Node node, StepVertex vertex, LaneWork work, Consumer<EntityMessage.Start> region) {
    this.vertex = vertex;
    this.step = (Step<Object, Object, Object>) vertex.step();
    this.call = step.newCall();
    this.work = work;
    this.counters = node.stepCounters(vertex.index());
    this.times = new SampledTimes(counters.handlerTime);
    this.slots = new LaneSlots(this, work, node.objects(vertex.index()), idPrefix(node), region);
    this.desk = new ErrorDesk(node, vertex.name(), counters, work.outbox());
    this.calls =
        node.calls()
            .of(vertex.index())
            .map(to -> new LaneCalls(to, step, node.wireFormat(vertex.index()), work, this::called))
            .orElse(null);
    this.holds = new LaneHolds(node, vertex, this, work, desk, counters);
    this.states = new LaneStates(this, work);
    this.rounds = new LaneRounds(vertex, work, slots, states, holds.parked(), counters);
    this.actors = new ActorDelivery(this, work);
    this.delivery = step.isDense() ? new DenseDelivery(this, work) : actors;
    this.repairs = new LaneRepairs(node, vertex, this, work, desk);
    this.tails = new LaneTails(node, vertex, work);
    PipelineSettings.Inspect inspect = node.settings().inspect();
    this.hot =
        new HotSketch(inspect.hotCounters(), inspect.hotWindow().toMillis(), node.clock().millis());
    this.streamPolicy = node.topology().streamPolicy();
    this.out = Emitters.of(vertex.out(), work.outbox(), this, node.settings().maxKeySize());
  }

  /**
   * Objects of different steps may have the same key; where there is one step none need be told.
   */
  private String idPrefix(Node node) {
    return node.topology().steps().size() == 1 ? "" : vertex.index() + ":";
  }

  void accept(Batch batch) {
    hot.batch(batch.size, work.now().toEpochMilli());
    counters.arrival.add(System.nanoTime() - batch.born, batch.size);
    delivery.accept(batch);
  }

  /** The object's actor is there: it gets what has waited for it. */
  void started(ActorSlot slot, Entity entity) {
    if (slots.started(slot, entity)) {
      drainWaiting(slot, entity);
    }
  }

  /** Whether no object has an actor. */
  boolean isDense() {
    return step.isDense();
  }

  String name() {
    return vertex.name();
  }

  /**
   * The object of a slot becomes what is stored of it.
   *
   * @throws Exception if it cannot be decoded
   */
  void restore(Slot slot, StoredState stored) throws Exception {
    slot.restore(step, stored);
    counters.loaded.increment();
  }

  // ---- records are handled

  /** Handles the records at an object's door. */
  void deliver(ActorSlot slot) {
    actors.deliver(slot);
  }

  /** Handles the records that have waited. */
  void drainWaiting(Slot slot, Entity entity) {
    if (slot.hold() != null) {
      holds.take(slot);
      holds.goOn(slot, entity);
      return;
    }
    if (!slot.loaded()) {
      states.need(slot);
      states.load();
      if (!slot.loaded()) {
        return;
      }
    }
    work.refreshNow();
    if ((slot.watched & Slot.TIMED) == 0) {
      handleWaiting(slot);
    } else {
      int records = slot.count();
      long began = System.nanoTime();
      handleWaiting(slot);
      hot.timed(slot, records, System.nanoTime() - began);
    }
    if (slot.hold() != null) {
      holds.take(slot);
    }
    rounds.afterwards(slot);
    work.queueFlush();
  }

  /** Handles the records that have waited, until one of them parks the key. */
  void handleWaiting(Slot slot) {
    ArrayDeque<Slot.Waiting> waiting = slot.waiting();
    if (waiting == null) {
      return;
    }
    for (Slot.Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      work.switchTo(head.origin());
      work.outbox().born(head.born());
      if (!handle(slot, head.record(), head.span())) {
        return;
      }
      waiting.remove();
    }
    slot.noneWaiting();
  }

  /**
   * False if its key is parked: the record is to be held, and all that come after it.
   *
   * @param from where the record has been; null if it is not followed
   */
  boolean handle(Slot slot, Object record, @Nullable Span from) {
    return from == null ? handle(slot, record) : follow(slot, record, from);
  }

  private boolean follow(Slot slot, Object record, Span from) {
    Span here = from.step(vertex.name(), slot.key, work.address());
    work.outbox().follow(here);
    try {
      return handle(slot, record);
    } finally {
      work.outbox().follow(null);
      here.end();
    }
  }

  private boolean handle(Slot slot, Object record) {
    if (calls != null && !(record instanceof FiredTimer)) {
      holds.awaitCall(slot);
      return false;
    }
    @Nullable Next<Object, Object> next;
    try {
      next = run(slot, record);
    } catch (Throwable error) {
      failed(error);
      if (error instanceof StateObject.NotRebuiltException damaged && work.durable()) {
        holds.damaged(slot, damaged);
        return false;
      }
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

  private void failed(Throwable error) {
    Span here = work.outbox().span();
    if (here != null) {
      here.failed(error);
    }
  }

  /**
   * Has the handler decide about a record, and the object follow.
   *
   * @throws Exception what the handler threw
   */
  Next<Object, Object> run(Slot slot, Object record) throws Exception {
    Object given = calls == null ? record : calls.take(slot, record);
    return (slot.watched & Slot.TAILED) == 0
        ? decide(slot, given)
        : tails.observe(slot, record, () -> decide(slot, given));
  }

  private Next<Object, Object> decide(Slot slot, Object record) throws Exception {
    boolean existed = slot.exists();
    long version = slot.version();
    boolean measured = times.next();
    long began = measured ? System.nanoTime() : 0;
    Next<Object, Object> next = slot.handle(step, call, record, work.now());
    if (measured) {
      times.took(began, System.nanoTime());
    }
    if (slot.version() != version || slot.exists() != existed || slot.timersMoved()) {
      rounds.changed(slot);
    }
    return next;
  }

  /** A record will not be tried again: if it is a timer, it is not set any more. */
  void givenUp(Slot slot, Object record) {
    if (record instanceof FiredTimer fired && slot.loaded()) {
      slot.giveUp(fired);
      rounds.changed(slot);
    } else if (calls != null && slot.loaded()) {
      calls.givenUp(slot);
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

  /** What handlers read of reference data, in the round that begins. */
  void references(RefValues values) {
    call.refs(values);
  }

  // ---- the rest

  void publishCounts() {
    rounds.publishDirty();
    if (handled > 0) {
      counters.records.add(handled);
      counters.latency.add(System.nanoTime() - work.outbox().oldest(), handled);
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

  /** The calls of its records; null if it makes none. */
  @Nullable LaneCalls calls() {
    return calls;
  }

  private void called(String key) {
    Slot slot = slots.get(key);
    if (slot != null) {
      holds.resume(slot);
    }
  }

  LaneHolds holds() {
    return holds;
  }

  LaneTails tails() {
    return tails;
  }

  /**
   * An object as it is now, as {@link StateObject#capture} gives it.
   *
   * @throws Exception if a mutable state cannot be encoded
   */
  @Nullable Object captured(StateObject object) throws Exception {
    return object.capture(step);
  }

  HotSketch hot() {
    return hot;
  }

  /** How far event time has come. */
  Instant eventTime() {
    return call.eventTime();
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
    failed(error);
    desk.giveUp(policy, call.key(), -1, reason, error, record);
  }
}

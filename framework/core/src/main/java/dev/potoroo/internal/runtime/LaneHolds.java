package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.Next;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateChange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parks the keys of one step on one lane whose records cannot be handled: holds their records back,
 * and handles them when it is time. A held record is not in flight: it is part of its key's state,
 * so that neither the round nor other keys wait for it. When it is handled, it is counted as a new
 * one, which is possible only while records flow. Touched only by the lane's thread.
 */
final class LaneHolds {
  private static final int AT_ONCE = 128;
  private static final Duration UNTIL_THERE_IS_ROOM = Duration.ofMillis(5);

  private final StepVertex vertex;
  private final LaneStep step;
  private final LaneWork work;
  private final WireFormat wire;
  private final ErrorDesk desk;
  private final PartCounters counters;
  private final ParkedSlots parked;
  private final ArrayDeque<Slot> untilFlow = new ArrayDeque<>();
  private List<String> toWake = List.of();

  LaneHolds(
      Node node,
      StepVertex vertex,
      LaneStep step,
      LaneWork work,
      ErrorDesk desk,
      PartCounters counters) {
    this.vertex = vertex;
    this.step = step;
    this.work = work;
    this.wire = node.wireFormat(vertex.index());
    this.desk = desk;
    this.counters = counters;
    this.parked = new ParkedSlots(node, vertex, work);
  }

  ParkedSlots parked() {
    return parked;
  }

  // ---- a key is parked

  /**
   * A handler has thrown for a record that was not held.
   *
   * @return whether the record is given up; if not, its key is parked, and it is to be {@linkplain
   *     #take taken} with all that come after it
   */
  boolean failed(Slot slot, Object record, Throwable error) {
    ErrorPolicy policy = vertex.policy().forError(error);
    if (policy.retries() > 0) {
      counters.retries.increment();
      Hold hold = park(slot, Hold.Kind.RETRYING, "handler", error);
      hold.failures = 1;
      hold.backoff = policy.backoff(1);
    } else if (policy.action() == Action.QUARANTINE_KEY) {
      park(slot, Hold.Kind.QUARANTINED, "handler", error);
    } else {
      desk.giveUp(policy, slot.key, -1, "handler", error, record);
      return true;
    }
    return false;
  }

  /** A state cannot be decoded: the key waits for somebody who can mend that. */
  void undecodable(Slot slot, long version, Throwable error) {
    PotorooException told =
        new PotorooException(
            ErrorCode.STATE_NOT_DECODED,
            "The stored state cannot be decoded: " + Fatal.describe(error),
            error);
    withoutState(slot, version, told);
  }

  /**
   * A mutable state is left half-changed: it is as of the last commit again when the pipeline has
   * gone back there, and the records since then wait for somebody who can mend that. Until then the
   * key is parked; the caller holds its records back.
   */
  void damaged(Slot slot, StateObject.NotRebuiltException error) {
    PotorooException told =
        new PotorooException(
            ErrorCode.STATE_NOT_REBUILT,
            Fatal.describe(error) + " The key is as of the last commit.",
            error);
    step.states().unusable(slot.key, told);
    slot.unload();
    parkWithoutState(slot, slot.version(), told);
    work.broken(
        "the state of step [%s], key [%s] could not be rebuilt".formatted(vertex.name(), slot.key));
  }

  /** A key has no state that can be used: it waits for somebody who can mend that. */
  void withoutState(Slot slot, long version, PotorooException told) {
    parkWithoutState(slot, version, told);
    take(slot);
  }

  private void parkWithoutState(Slot slot, long version, PotorooException told) {
    Hold hold = slot.hold();
    if (hold == null) {
      hold = park(slot, Hold.Kind.QUARANTINED, "state", told);
    } else if (hold.kind().active() || !hold.fault.reason().equals("state")) {
      quarantine(hold, "state", told);
    }
    hold.undecodedVersion = version;
  }

  /**
   * Somebody wants the key's records to be held.
   *
   * @return false if they are, until somebody says what is to happen
   */
  boolean pause(Slot slot, String why) {
    Hold hold = slot.hold();
    if (hold != null && !hold.kind().active()) {
      return false;
    }
    Hold.Fault fault = Hold.Fault.paused(why, work.now());
    if (hold == null) {
      parked.park(slot, Hold.Kind.QUARANTINED, fault);
    } else {
      hold.fault = fault;
      hold.failures = 0;
      parked.kind(hold, Hold.Kind.QUARANTINED);
    }
    return true;
  }

  /** The record at hand, and all that come after it, wait for calls. */
  void awaitCall(Slot slot) {
    parked.park(slot, Hold.Kind.RELEASED, Hold.Fault.calling(work.now()));
    LaneCalls calls = step.calls();
    if (calls != null && calls.begin(slot)) {
      step.rounds().changed(slot);
    }
  }

  private Hold park(Slot slot, Hold.Kind kind, String reason, Throwable error) {
    Hold.Fault fault = Hold.Fault.of(reason, error, work.now());
    Hold hold = parked.park(slot, kind, fault);
    if (!kind.active()) {
      desk.quarantined(slot.key, fault.error());
    }
    return hold;
  }

  private void quarantine(Hold hold, String reason, Throwable error) {
    hold.fault = Hold.Fault.of(reason, error, hold.fault.since());
    hold.failures = 0;
    parked.kind(hold, Hold.Kind.QUARANTINED);
    desk.quarantined(hold.key, hold.fault.error());
  }

  /** Holds back the records that wait for a parked key: they are not in flight any more. */
  void take(Slot slot) {
    Hold hold = slot.hold();
    slot.holdBack();
    ArrayDeque<Slot.Waiting> waiting = slot.waiting();
    if (hold == null || waiting == null) {
      return;
    }
    slot.noneWaiting();
    for (Slot.Waiting one : waiting) {
      work.switchTo(one.origin());
      add(hold, one.record());
      work.settled(1);
    }
    parked.changed(hold);
    if (hold.kind() == Hold.Kind.RETRYING && !hold.underWay) {
      schedule(slot, hold, hold.backoff);
    } else if (step.calls() != null && !hold.underWay) {
      resume(slot);
    }
    work.queueFlush();
  }

  private void add(Hold hold, Object record) {
    if (work.heldMemory().full()) {
      IllegalStateException full =
          new IllegalStateException(
              "the key is parked, and no more records can be held without a store: see"
                  + " potoroo.held-memory");
      desk.giveUp(ErrorPolicy.deadLetter(), hold.key, -1, "held", full, record);
      return;
    }
    try {
      hold.records.add(wire.encode(record));
      parked.account(hold);
    } catch (IOException | RuntimeException e) {
      desk.giveUp(ErrorPolicy.deadLetter(), hold.key, -1, "encode", e, record);
    }
  }

  // ---- held records are handled

  private void schedule(Slot slot, Hold hold, Duration backoff) {
    Entity entity = step.slots().entity(slot);
    if (entity != null) {
      hold.underWay = true;
      entity.retryAfter(backoff);
    }
  }

  /** Goes on with what is held, by way of the object's mailbox. */
  void resume(Slot slot) {
    Hold hold = slot.hold();
    Entity entity = step.slots().entity(slot);
    if (hold != null && hold.kind().active() && entity != null) {
      hold.underWay = true;
      entity.tryAgain();
    }
  }

  /** Handles held records, until one has to wait, or others should have their turn. */
  void goOn(Slot slot, Entity entity) {
    Hold hold = slot.hold();
    if (hold == null || !hold.kind().active()) {
      return;
    }
    hold.underWay = false;
    if (!slot.loaded()) {
      step.states().loadAgain(slot);
      return;
    }
    work.refreshNow();
    for (int i = 0; i < AT_ONCE; i++) {
      if (hold.records.isEmpty()) {
        parked.unpark(slot, hold);
        step.rounds().afterwards(slot);
        return;
      }
      if (!handleFirst(slot, hold, entity)) {
        return;
      }
    }
    // Others on this lane have their turn before it goes on.
    hold.underWay = true;
    work.later(() -> resume(slot));
  }

  /** False if it cannot go on for now. */
  private boolean handleFirst(Slot slot, Hold hold, Entity entity) {
    Integer missing = hold.records.missing();
    if (missing != null) {
      load(slot, hold, missing);
      return false;
    }
    LaneCalls calls = step.calls();
    if (calls != null && !calls.isReady(slot, hold)) {
      hold.underWay = true;
      return false;
    }
    if (work.windowFull()) {
      schedule(slot, hold, UNTIL_THERE_IS_ROOM);
      return false;
    }
    if (!work.reenter()) {
      untilFlow.add(slot);
      return false;
    }
    return handle(slot, hold, entity);
  }

  private boolean handle(Slot slot, Hold hold, Entity entity) {
    Object record;
    try {
      record = wire.decode(hold.records.head());
    } catch (IOException | RuntimeException e) {
      quarantine(hold, "decode", e);
      return stays(hold);
    }
    @Nullable Next<Object, Object> next = null;
    try {
      next = step.run(slot, record);
    } catch (Throwable error) {
      if (error instanceof StateObject.NotRebuiltException damaged && work.durable()) {
        damaged(slot, damaged);
        return stays(hold);
      }
      Fatal.rethrow(error);
      if (!isGivenUp(slot, hold, record, error, entity)) {
        return stays(hold);
      }
    }
    hold.records.removeHead();
    hold.failures = 0;
    parked.kind(hold, Hold.Kind.RELEASED);
    step.finished(next);
    work.queueFlush();
    return true;
  }

  private boolean stays(Hold hold) {
    parked.changed(hold);
    work.settled(1);
    work.queueFlush();
    return false;
  }

  private boolean isGivenUp(Slot slot, Hold hold, Object record, Throwable error, Entity entity) {
    ErrorPolicy policy = vertex.policy().forError(error);
    if (hold.failures < policy.retries()) {
      counters.retries.increment();
      hold.failures++;
      hold.fault = Hold.Fault.of("handler", error, hold.fault.since());
      parked.kind(hold, Hold.Kind.RETRYING);
      hold.underWay = true;
      entity.retryAfter(policy.backoff(hold.failures));
      return false;
    }
    if (policy.action() == Action.QUARANTINE_KEY) {
      quarantine(hold, "handler", error);
      return false;
    }
    desk.giveUp(policy, slot.key, -1, "handler", error, record);
    step.givenUp(slot, record);
    return true;
  }

  /** Reads the chunk with the first record, then goes on. */
  private void load(Slot slot, Hold hold, int chunk) {
    load(slot, hold, chunk, () -> resume(slot));
  }

  /** Reads the chunk with the first record. */
  void load(Slot slot, Hold hold, int chunk, Runnable then) {
    work.read(
        store -> HoldRows.chunk(store, vertex.name(), hold.key, chunk),
        bytes -> {
          if (slot.hold() == hold) {
            hold.records.loaded(chunk, bytes);
            parked.account(hold);
          }
          then.run();
        });
  }

  // ---- rounds

  /** Records flow. */
  void flow() {
    List<Slot> waited = List.copyOf(untilFlow);
    untilFlow.clear();
    waited.forEach(this::resume);
    List<String> wake = toWake;
    toWake = List.of();
    wake.forEach(step.states()::wake);
  }

  /** Adds what the round has changed. */
  void capture(List<StateChange> into) {
    parked.capture(into);
  }

  /** A round is committed. */
  void committed(long round) {
    parked.committed(round);
  }

  /**
   * Goes over to a generation, after objects were rolled back: keys are parked as the last commit
   * says. Those that go on by themselves do so when records flow.
   */
  void enter(ParkedKeys keys) {
    untilFlow.clear();
    LaneCalls calls = step.calls();
    if (calls != null) {
      calls.forget();
    }
    parked.enter(keys);
    toWake = keys.active();
  }
}

package dev.potoroo.internal.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.AuditEntry;
import dev.potoroo.status.Repair;
import dev.potoroo.status.RepairResult;
import dev.potoroo.status.RepairResult.Outcome;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Does what people order for single keys of one step on one lane: between two records, like a
 * record, so that it is part of a round. Touched only by the lane's thread.
 */
final class LaneRepairs {
  private final Node node;
  private final StepVertex vertex;
  private final LaneStep step;
  private final LaneWork work;
  private final ErrorDesk desk;
  private final WireFormat wire;
  private final StateJson states;

  LaneRepairs(Node node, StepVertex vertex, LaneStep step, LaneWork work, ErrorDesk desk) {
    this.node = node;
    this.vertex = vertex;
    this.step = step;
    this.work = work;
    this.desk = desk;
    this.wire = node.wireFormat(vertex.index());
    this.states = new StateJson(vertex, node.masking());
  }

  /** What was ordered cannot be done. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final Outcome outcome;

    RefusedException(Outcome outcome, String message) {
      super(message);
      this.outcome = outcome;
    }
  }

  /** Takes an order, for a key whose home is this lane. */
  void take(PendingOrder<Repair> order) {
    step.states().whenLoaded(order.what().key(), slot -> apply(slot, order));
  }

  private void apply(Slot slot, PendingOrder<Repair> order) {
    Hold hold = slot.hold();
    Integer missing = hold == null ? null : hold.records.missing();
    if (hold != null && missing != null) {
      step.holds().load(slot, hold, missing, () -> take(order));
    } else if (order.isOver()) {
      return;
    } else if (work.reenter()) {
      work.refreshNow();
      applyNow(slot, order);
      step.rounds().afterRepair(slot);
      work.settled(1);
      work.queueFlush();
    } else {
      work.onFlow(() -> take(order));
    }
  }

  private void applyNow(Slot slot, PendingOrder<Repair> order) {
    Repair repair = order.what();
    long before = version(slot);
    try {
      JsonNode old =
          switch (repair.action()) {
            case PAUSE -> pause(slot, repair);
            case RELEASE -> release(quarantined(slot), slot);
            case SKIP -> skip(atHead(slot, repair), slot);
            case REPLACE -> replace(atHead(slot, repair), slot, value(repair));
            case EDIT -> edit(atVersion(slot, repair), value(repair));
            case CLEAR -> clear(atVersion(slot, repair));
          };
      work.done(order, result(slot, Outcome.DONE, ""), entry(repair, slot, before, old));
    } catch (RefusedException e) {
      order.answer(result(slot, e.outcome, String.valueOf(e.getMessage())));
    }
  }

  private AuditEntry entry(Repair repair, Slot slot, long before, @Nullable JsonNode old) {
    return new AuditEntry(
        work.now(),
        work.address(),
        vertex.name(),
        repair.key(),
        repair.action().name(),
        repair.by(),
        repair.reason(),
        before,
        version(slot),
        old,
        shown(repair, slot));
  }

  private @Nullable JsonNode shown(Repair repair, Slot slot) {
    JsonNode value = repair.value();
    if (value == null || repair.action() == Repair.Action.REPLACE) {
      return value == null ? null : wire.masked(value);
    }
    return states.masked(value, slot.state());
  }

  private static RepairResult result(Slot slot, Outcome outcome, String message) {
    Hold hold = slot.hold();
    return new RepairResult(
        outcome,
        message,
        version(slot),
        hold == null ? 0 : hold.records.count(),
        hold == null ? 0 : hold.records.headNumber());
  }

  private static long version(Slot slot) {
    StateObject object = slot.object();
    Hold hold = slot.hold();
    return object != null ? object.version() : hold == null ? 0 : hold.undecodedVersion;
  }

  // ---- what must be so

  private static Hold quarantined(Slot slot) throws RefusedException {
    Hold hold = slot.hold();
    if (hold == null || hold.kind() != Hold.Kind.QUARANTINED) {
      throw new RefusedException(Outcome.NOT_QUARANTINED, "the key is not quarantined");
    }
    return hold;
  }

  private static Hold atHead(Slot slot, Repair repair) throws RefusedException {
    Hold hold = quarantined(slot);
    if (hold.records.isEmpty()) {
      throw new RefusedException(Outcome.CHANGED, "no record of the key is held");
    }
    check(repair.expected(), hold.records.headNumber(), "the first held record has number");
    return hold;
  }

  private static Slot atVersion(Slot slot, Repair repair) throws RefusedException {
    boolean undecoded = !slot.loaded();
    if (!slot.exists() && slot.hold() == null && !undecoded) {
      throw new RefusedException(Outcome.NO_SUCH_ENTITY, "there is no object with this key");
    }
    check(repair.expected(), version(slot), "the object has version");
    return slot;
  }

  private static void check(@Nullable Long expected, long actual, String what)
      throws RefusedException {
    if (expected == null || expected != actual) {
      throw new RefusedException(
          Outcome.CHANGED, what + " [" + actual + "], not [" + expected + "]");
    }
  }

  private static JsonNode value(Repair repair) {
    return Objects.requireNonNullElse(repair.value(), NullNode.instance);
  }

  // ---- what is done

  private @Nullable JsonNode pause(Slot slot, Repair repair) throws RefusedException {
    if (!step.holds().pause(slot, repair.reason())) {
      throw new RefusedException(Outcome.CHANGED, "the key is quarantined already");
    }
    return null;
  }

  private @Nullable JsonNode release(Hold hold, Slot slot) {
    hold.failures = 0;
    step.holds().parked().kind(hold, Hold.Kind.RELEASED);
    step.holds().resume(slot);
    return null;
  }

  private JsonNode skip(Hold hold, Slot slot) {
    JsonNode record = wire.json(hold.records.head());
    desk.giveUp(
        ErrorPolicy.deadLetter(), slot.key, -1, hold.fault.reason(), hold.fault.error(), record);
    headIsGivenUp(hold, slot);
    hold.records.removeHead();
    step.holds().parked().changed(hold);
    return wire.masked(record);
  }

  private JsonNode replace(Hold hold, Slot slot, JsonNode value) throws RefusedException {
    JsonNode before = wire.shown(hold.records.head());
    try {
      byte[] replacement = wire.encode(wire.ofJson(wire.unmasked(value, hold.records.head())));
      headIsGivenUp(hold, slot);
      hold.records.replaceHead(replacement);
    } catch (Exception e) {
      throw unreadable("the new record is not one of step", e);
    }
    step.holds().parked().changed(hold);
    return before;
  }

  private void headIsGivenUp(Hold hold, Slot slot) {
    try {
      step.givenUp(slot, wire.decode(hold.records.head()));
    } catch (IOException | RuntimeException e) {
      // What cannot be read is no timer, and of a record nothing else is known.
      return;
    }
  }

  private @Nullable JsonNode edit(Slot slot, JsonNode value) throws RefusedException {
    JsonNode before = shown(slot);
    Object state;
    try {
      state = states.read(slot.exists() ? states.unmasked(value, slot.state()) : value);
    } catch (Exception e) {
      throw unreadable("the new state is not one of step", e);
    }
    object(slot).edit(state, work.now());
    step.rounds().changed(slot);
    return before;
  }

  private RefusedException unreadable(String what, Exception e) {
    return new RefusedException(
        Outcome.UNREADABLE, what + " [" + vertex.name() + "]: " + Fatal.describe(e));
  }

  private @Nullable JsonNode clear(Slot slot) {
    JsonNode before = shown(slot);
    object(slot).remove(work.now());
    step.rounds().changed(slot);
    return before;
  }

  private @Nullable JsonNode shown(Slot slot) {
    StateObject object = slot.object();
    return object == null || !object.exists() ? null : states.shown(object.state());
  }

  /** The object, if need be in place of one that cannot be decoded. */
  private StateObject object(Slot slot) {
    if (!slot.loaded()) {
      slot.begin(version(slot), work.now());
      node.log().info("the state of step [{}], key [{}] is replaced", vertex.name(), slot.key);
    }
    return slot;
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.store.StateChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of one step on one lane are parked, in memory or in the store alone, and what of that
 * the store does not know yet. Touched only by the lane's thread.
 */
final class ParkedSlots {
  private final String step;
  private final LaneWork work;
  private final AtomicLong retrying;
  private final AtomicLong allQuarantined;

  /** Counts records that wait for calls; those of a step without calls wait for none. */
  private final Optional<AtomicLong> pending;

  /** All of them, in order. */
  private final NavigableSet<String> quarantined = new TreeSet<>();

  /** All that go on by themselves. */
  private final Set<String> active = new HashSet<>();

  /** Those whose holds are in memory. */
  private final Map<String, Slot> inMemory = new HashMap<>();

  /** What the round has changed so far. */
  private final Map<String, Hold> changed = new LinkedHashMap<>();

  /** In which round they have changed last, of those that may not be committed. */
  private final Map<String, Long> changedIn = new HashMap<>();

  ParkedSlots(Node node, StepVertex vertex, LaneWork work) {
    this.step = vertex.name();
    this.work = work;
    this.retrying = node.retrying();
    this.pending = node.calls().of(vertex.index()).map(CallDesk::pending);
    this.allQuarantined = node.quarantined(vertex.index());
  }

  boolean isParked(String key) {
    return !quarantined.isEmpty() && quarantined.contains(key)
        || !active.isEmpty() && active.contains(key);
  }

  /** The keys that stay until somebody says what is to happen, in order; a view. */
  NavigableSet<String> quarantined() {
    return quarantined;
  }

  /** Parks a key, with no records yet. */
  Hold park(Slot slot, Hold.Kind kind, Hold.Fault fault) {
    Hold hold = changed.get(slot.key);
    if (hold == null) {
      hold = new Hold(slot.key, new HeldRecords(), kind, fault);
    } else {
      // Unparked in this same round: what is to be written of it goes on from there.
      hold.gone = false;
      hold.fault = fault;
      hold.failures = 0;
    }
    slot.hold(hold);
    inMemory.put(slot.key, slot);
    kind(hold, kind);
    return hold;
  }

  /** A hold has come from the store. */
  void restored(Slot slot, Hold hold) {
    slot.hold(hold);
    inMemory.put(slot.key, slot);
    account(hold);
  }

  void kind(Hold hold, Hold.Kind kind) {
    hold.kind(kind);
    if (kind.active()) {
      quarantined(hold.key, false);
      active(hold.key, true);
    } else {
      active(hold.key, false);
      quarantined(hold.key, true);
    }
    changed(hold);
  }

  void unpark(Slot slot, Hold hold) {
    slot.hold(null);
    hold.gone = true;
    inMemory.remove(slot.key);
    active(slot.key, false);
    quarantined(slot.key, false);
    changed(hold);
  }

  private void active(String key, boolean now) {
    if (now ? active.add(key) : active.remove(key)) {
      retrying.addAndGet(now ? 1 : -1);
    }
  }

  private void quarantined(String key, boolean now) {
    if (now ? quarantined.add(key) : quarantined.remove(key)) {
      allQuarantined.addAndGet(now ? 1 : -1);
    }
  }

  /** Notes that the round has changed a hold. */
  void changed(Hold hold) {
    if (work.durable()) {
      changed.put(hold.key, hold);
      changedIn.put(hold.key, work.round());
    }
    account(hold);
  }

  /** Counts the memory that it takes, and what waits for calls. */
  void account(Hold hold) {
    account(hold, hold.gone ? 0 : hold.records.bytes());
    pending(hold, hold.gone || !hold.kind().active() ? 0 : hold.records.count());
  }

  private void account(Hold hold, long bytes) {
    work.heldMemory().add(bytes - hold.accounted);
    hold.accounted = bytes;
  }

  private void pending(Hold hold, long records) {
    if (pending.isPresent()) {
      pending.get().addAndGet(records - hold.pending);
      hold.pending = records;
    }
  }

  /** Whether what the round has changed of a key's hold may not be committed. */
  boolean changedAfter(String key, long committed) {
    Long round = changedIn.isEmpty() ? null : changedIn.get(key);
    return round != null && round > committed;
  }

  /** A slot leaves memory, or forgets its hold. */
  void leaves(Slot slot) {
    Hold hold = slot.hold();
    if (hold != null) {
      slot.hold(null);
      inMemory.remove(slot.key);
      account(hold, 0);
      pending(hold, 0);
    }
  }

  void capture(List<StateChange> into) {
    changed.values().forEach(hold -> into.addAll(HoldRows.changes(step, hold, work.now())));
    changed.clear();
  }

  void committed(long round) {
    changedIn.values().removeIf(in -> in <= round);
    if (!inMemory.isEmpty() && work.heldMemory().tight()) {
      inMemory.values().forEach(this::spill);
    }
  }

  private void spill(Slot slot) {
    Hold hold = slot.hold();
    if (hold != null) {
      // What stays may be of very many keys; what goes on is needed in a moment.
      hold.records.spill(!hold.kind().active());
      account(hold);
    }
  }

  /** Goes over to what the last commit says, after slots were rolled back and sent away. */
  void enter(ParkedKeys keys) {
    changed.clear();
    changedIn.clear();
    List.copyOf(active).forEach(key -> active(key, false));
    List.copyOf(quarantined).forEach(key -> quarantined(key, false));
    keys.active().forEach(key -> active(key, true));
    keys.quarantined().forEach(key -> quarantined(key, true));
  }

  /** The slot of a key whose hold is in memory; null if it is not. */
  @Nullable Slot inMemory(String key) {
    return inMemory.get(key);
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.CallEnd;
import dev.potoroo.CallId;
import dev.potoroo.FiredTimer;
import dev.potoroo.Step;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one async step on one lane: for each key at most one, for the first of the records
 * that are held of it. Nothing of this is stored: the record is, and the call is made again where
 * its answer is not known. Touched only by the lane's thread.
 */
final class LaneCalls {
  private final CallDesk desk;
  private final Step<Object, Object, Object> step;
  private final WireFormat wire;
  private final LaneWork work;
  private final Consumer<String> onEnd;
  private final Map<String, Asked> byKey = new HashMap<>();

  /** A call, for just these bytes: another record, or an edited one, has others. */
  private static final class Asked {
    final byte[] head;
    @Nullable CallEnd end;

    Asked(byte[] head) {
      this.head = head;
    }
  }

  /**
   * Makes it.
   *
   * @param onEnd told on the lane when the call of a key has ended
   */
  LaneCalls(
      CallDesk desk,
      Step<Object, Object, Object> step,
      WireFormat wire,
      LaneWork work,
      Consumer<String> onEnd) {
    this.desk = desk;
    this.step = step;
    this.wire = wire;
    this.work = work;
    this.onEnd = onEnd;
  }

  /**
   * Whether the first held record of an object, which is loaded, can be handled; if not, its call
   * is under way, and will end.
   */
  boolean isReady(Slot slot, Hold hold) {
    byte[] head = hold.records.head();
    if (WireFormat.isTimer(head)) {
      return true;
    }
    Asked asked = byKey.get(slot.key);
    return asked != null && asked.head == head ? asked.end != null : !ask(slot, head);
  }

  /** False if there is no call for such a record, which is to fail when it is handled. */
  private boolean ask(Slot slot, byte[] head) {
    Generation current = work.generation();
    Object record;
    try {
      record = wire.decode(head);
    } catch (IOException | RuntimeException e) {
      return false;
    }
    if (current == null) {
      return true;
    }
    Object state = slot.exists() ? slot.state() : step.initialState();
    CallId id = new CallId(step.name(), slot.key, step.nextCall(state));
    Asked asked = new Asked(head);
    byKey.put(slot.key, asked);
    desk.ask(current.number(), id, record, end -> work.onLane(() -> ended(slot.key, asked, end)));
    return true;
  }

  /** What has come too late is of an older generation, or of a record that is not wanted now. */
  private void ended(String key, Asked asked, CallEnd end) {
    if (byKey.get(key) == asked) {
      asked.end = end;
      onEnd.accept(key);
    }
  }

  /** What the object is to be given for its first held record, which {@link #isReady}. */
  Object take(Slot slot, Object record) {
    if (record instanceof FiredTimer) {
      return record;
    }
    Asked asked = byKey.remove(slot.key);
    CallEnd end = asked == null ? null : asked.end;
    if (end == null) {
      throw new IllegalStateException("the call of key [" + slot.key + "] has not ended");
    }
    return end;
  }

  /**
   * There is an object from the first record on, so that it can be looked at.
   *
   * @return whether there was none
   */
  boolean begin(Slot slot) {
    if (slot.exists()) {
      return false;
    }
    slot.edit(step.initialState(), work.now());
    return true;
  }

  /**
   * The record of the next call is given up: its number is not used again, and an answer that may
   * still come is not wanted.
   */
  void givenUp(Slot slot) {
    byKey.remove(slot.key);
    slot.edit(step.afterCall(slot.exists() ? slot.state() : step.initialState()), work.now());
  }

  /** A generation is over: what it has asked for is of no use. */
  void forget() {
    byKey.clear();
  }
}

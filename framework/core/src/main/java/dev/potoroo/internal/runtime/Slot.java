package dev.potoroo.internal.runtime;

import dev.potoroo.tracing.Span;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A lane's entry for one key of one step: its state object, which is part of the entry so that a
 * key takes one object and one place in memory, and what waits for it. As it is, it is all that a
 * dense step keeps for a key; see {@link ActorSlot} for one with an actor. Touched only by the
 * lane's thread.
 */
class Slot extends StateObject {
  /** Its next turn is timed. */
  static final byte TIMED = 1;

  /** Somebody watches what happens to it. */
  static final byte TAILED = 2;

  /** What is to be looked at when it is its turn: {@link #TIMED}, {@link #TAILED}; mostly 0. */
  byte watched;

  /** The round that changed it last; 0 if none has since it was loaded. */
  long changed;

  /**
   * A record that waits, where it came in, when that was, and where it has been if it is followed.
   */
  record Waiting(Origin origin, long born, Object record, @Nullable Span span) {}

  Slot(String key) {
    super(key);
  }

  /** The state object; null until it has been loaded. */
  final @Nullable StateObject object() {
    return loaded() ? this : null;
  }

  /** What is held back of the key, older than all that waits; null if nothing is. */
  final @Nullable Hold hold() {
    Extras few = extras;
    return few == null ? null : few.hold;
  }

  final void hold(@Nullable Hold hold) {
    if (hold != null || extras != null) {
      needExtras().hold = hold;
      trimExtras();
    }
  }

  /** Records that wait for the state, in order; null if none do. */
  final @Nullable ArrayDeque<Waiting> waiting() {
    Extras few = extras;
    return few == null ? null : few.waiting;
  }

  /** Puts a record behind those that wait. */
  final void addWaiting(Origin origin, long born, Object record, @Nullable Span span) {
    Extras few = needExtras();
    ArrayDeque<Waiting> queue = few.waiting;
    if (queue == null) {
      queue = new ArrayDeque<>(2);
      few.waiting = queue;
    }
    queue.add(new Waiting(origin, born, record, span));
  }

  final void noneWaiting() {
    if (extras != null) {
      extras.waiting = null;
      trimExtras();
    }
  }

  /** How many records of it are here. */
  int count() {
    ArrayDeque<Waiting> queue = waiting();
    return queue == null ? 0 : queue.size();
  }

  /** Puts the records at the object's door, if it has one, behind those that wait. */
  void holdBack() {}

  /** Whether others of its records come first. */
  final boolean isHeldUp() {
    Extras few = extras;
    return few != null && (few.hold != null || few.waiting != null);
  }

  /** Forgets all records in flight. */
  void forgetRecords() {
    noneWaiting();
  }

  /** Whether there is somebody to handle the object's records. */
  boolean started() {
    return true;
  }

  /** Whether no record of it is here. */
  boolean idle() {
    return waiting() == null;
  }
}

package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lane's entry for one state object: the records at its door, and its actor once it is there.
 * Touched only by the lane's thread, on which the actor runs too.
 */
final class Slot {
  /** Its next turn is timed. */
  static final byte TIMED = 1;

  /** Somebody watches what happens to it. */
  static final byte TAILED = 2;

  final String key;

  /** The state; null until it has been loaded. */
  @Nullable StateObject object;

  /** Whether the state is being loaded. */
  boolean loading;

  /** What is to be looked at when it is its turn: {@link #TIMED}, {@link #TAILED}; mostly 0. */
  byte watched;

  /** The round that changed it last; 0 if none has since it was loaded. */
  long changed;

  /** The round in which it had a record last. */
  long touched;

  /** The actor; null until it has started. */
  @Nullable Entity entity;

  /** When the actor was last asked for, in nanoseconds. */
  long askedAt;

  /** Where the records to be handled now are; null if there are none. */
  @Nullable Batch batch;

  /** The first of them there; the batch knows which follow. */
  int first;

  /** The last of them there. */
  private int last;

  /**
   * Records that wait for the actor to start or for the state; in order, older than those of {@link
   * #batch}.
   */
  @Nullable ArrayDeque<Waiting> waiting;

  /** What is held back of the key, older than all of these; null if nothing is. */
  @Nullable Hold hold;

  /** A record that waits, and where it came in. */
  record Waiting(Origin origin, Object record) {}

  Slot(String key) {
    this.key = key;
  }

  /**
   * Adds a record, that of a batch at a place, to those to be handled now; those of another batch
   * have to wait.
   *
   * @return whether it is the first one of its batch
   */
  boolean add(Batch from, int at) {
    boolean isFirst = batch != from;
    if (isFirst) {
      holdBack();
      batch = from;
      first = at;
    } else {
      from.link(last, at);
    }
    last = at;
    return isFirst;
  }

  /** Puts the records to be handled now behind those that wait. */
  void holdBack() {
    Batch from = batch;
    if (from == null) {
      return;
    }
    ArrayDeque<Waiting> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting = queue;
    }
    Origin origin = Objects.requireNonNull(from.origin);
    int at = first;
    do {
      queue.add(new Waiting(origin, from.records[at]));
      at = from.next(at);
    } while (at > 0);
    batch = null;
  }

  /** How many records are to be handled now. */
  int count() {
    Batch from = batch;
    if (from == null) {
      return 0;
    }
    int count = waiting == null ? 0 : waiting.size();
    int at = first;
    do {
      count++;
      at = from.next(at);
    } while (at > 0);
    return count;
  }

  /** Forgets all records in flight. */
  void forgetRecords() {
    batch = null;
    waiting = null;
  }

  /** Whether records can be handled. */
  boolean open() {
    return entity != null && object != null;
  }

  /** Whether there is an object to see. */
  boolean exists() {
    return object != null && object.exists();
  }

  boolean idle() {
    return batch == null && (waiting == null || waiting.isEmpty());
  }
}

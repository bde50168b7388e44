package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A lane's entry for one state object: the records at its door, and its actor once it is there.
 * Touched only by the lane's thread, on which the actor runs too.
 */
final class Slot {
  final String key;

  /** The state; null until it has been loaded. */
  @Nullable StateObject object;

  /** Whether the state is being loaded. */
  boolean loading;

  /** The round that changed it last; 0 if none has since it was loaded. */
  long changed;

  /** The round in which it had a record last. */
  long touched;

  /** The actor; null until it has started. */
  @Nullable EntityActor entity;

  /** Its address, null until it has started. */
  @Nullable ActorRef<EntityMessage> actor;

  /** When the actor was last asked for, in nanoseconds. */
  long askedAt;

  /** Records to be handled now, in order; all from the lane's current origin. */
  @Nullable Object[] records = new Object[2];

  int size;

  /** Where {@link #records} came in. */
  @Nullable Origin origin;

  /**
   * Records that wait for the actor to start, or for a retry; in order, older than {@link
   * #records}.
   */
  @Nullable ArrayDeque<Waiting> waiting;

  /** How often the first waiting record has failed; 0 if the object waits for nothing. */
  int failures;

  /** A record that waits, and where it came in. */
  record Waiting(Origin origin, Object record) {}

  Slot(String key) {
    this.key = key;
  }

  /** Adds a record; true if it is the first one. */
  boolean add(Object record) {
    if (size == records.length) {
      records = Arrays.copyOf(records, size * 2);
    }
    records[size] = record;
    return size++ == 0;
  }

  /** Puts the records to be handled now behind those that wait. */
  void holdBack(Origin origin) {
    ArrayDeque<Waiting> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>();
      waiting = queue;
    }
    for (int i = 0; i < size; i++) {
      Object record = records[i];
      if (record != null) {
        queue.add(new Waiting(origin, record));
      }
    }
    emptied();
  }

  /** Forgets the first {@code count} records to be handled now. */
  void dropFirst(int count) {
    System.arraycopy(records, count, records, 0, size - count);
    Arrays.fill(records, size - count, size, null);
    size -= count;
  }

  /** Forgets the records to be handled now. */
  void emptied() {
    if (records.length > 64) {
      records = new Object[2];
    } else {
      Arrays.fill(records, 0, size, null);
    }
    size = 0;
  }

  /** Forgets all records, those that wait too. */
  void forgetRecords() {
    emptied();
    waiting = null;
    failures = 0;
    origin = null;
  }

  /** Whether records can be handled. */
  boolean open() {
    return actor != null && object != null;
  }

  /** Whether there is an object to see. */
  boolean exists() {
    return object != null && object.exists();
  }

  boolean idle() {
    return size == 0 && (waiting == null || waiting.isEmpty());
  }
}

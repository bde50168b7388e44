package dev.potoroo.internal.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slot whose object has an actor: the actor once it is there, and the records at its door, to be
 * handled when it has its turn. Touched only by the lane's thread, on which the actor runs too.
 */
final class ActorSlot extends Slot {
  /** The actor; null until it has started. */
  @Nullable Entity entity;

  /** Where the records to be handled now are; null if there are none. */
  @Nullable Batch batch;

  /** The first of them there; the batch knows which follow. */
  int first;

  /** The last of them there. */
  private int last;

  ActorSlot(String key) {
    super(key);
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

  @Override
  void holdBack() {
    Batch from = batch;
    if (from == null) {
      return;
    }
    Origin origin = Objects.requireNonNull(from.origin);
    int at = first;
    do {
      addWaiting(origin, from.born, from.records[at], from.span(at));
      at = from.next(at);
    } while (at > 0);
    batch = null;
  }

  @Override
  int count() {
    int count = super.count();
    Batch from = batch;
    if (from != null) {
      int at = first;
      do {
        count++;
        at = from.next(at);
      } while (at > 0);
    }
    return count;
  }

  @Override
  void forgetRecords() {
    batch = null;
    super.forgetRecords();
  }

  @Override
  boolean started() {
    return entity != null;
  }

  @Override
  boolean idle() {
    return batch == null && super.idle();
  }
}

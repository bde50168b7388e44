package dev.potoroo.internal.runtime;

import dev.potoroo.tracing.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records of a dense step are handled by the lane itself, one after the other: no object has an
 * actor. The lane is one thread, so this serializes all that happens to an object as a mailbox
 * does. Touched only by the lane's thread.
 */
final class DenseDelivery implements Delivery {
  /** So many objects that what their records need has room in the processor's nearer caches. */
  private static final int AT_ONCE = 256;

  private final LaneStep step;
  private final boolean durable;
  private final Slot[] found = new Slot[AT_ONCE];
  private final List<Slot> absent = new ArrayList<>();
  private final Prefetch prefetch = new Prefetch();

  DenseDelivery(LaneStep step, LaneWork work) {
    this.step = step;
    this.durable = work.durable();
  }

  @Override
  public void accept(Batch batch) {
    Origin origin = Objects.requireNonNull(batch.origin);
    for (int from = 0; from < batch.size; from += AT_ONCE) {
      int to = Math.min(batch.size, from + AT_ONCE);
      prefetch.records(batch, from, to);
      step.slots().find(batch.keys, from, to - from, found, 0);
      step.hot().sample(found, 0, to - from, from);
      prefetch.states(found, to - from);
      for (int i = from; i < to; i++) {
        Slot slot = found[i - from];
        if ((slot.watched & Slot.TIMED) == 0) {
          accept(slot, origin, batch.born, batch.records[i], batch.span(i));
        } else {
          timed(slot, origin, batch.born, batch.records[i], batch.span(i));
        }
      }
      step.states().load();
      leave();
    }
  }

  private void timed(Slot slot, Origin origin, long born, Object record, @Nullable Span span) {
    long began = System.nanoTime();
    accept(slot, origin, born, record, span);
    step.hot().timed(slot, 1, System.nanoTime() - began);
  }

  private void accept(Slot slot, Origin origin, long born, Object record, @Nullable Span span) {
    if (!slot.loaded()) {
      step.states().need(slot);
    }
    if (!slot.loaded() || slot.isHeldUp() || !step.handle(slot, record, span)) {
      slot.addWaiting(origin, born, record, span);
      step.holds().take(slot);
    } else if (!durable && !slot.exists()) {
      absent.add(slot);
    }
  }

  /** Not before all records at hand are handled: a later one may bring an object back. */
  private void leave() {
    if (!absent.isEmpty()) {
      absent.forEach(step.rounds()::afterwards);
      absent.clear();
    }
  }
}

package dev.potoroo.internal.runtime;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one step on one lane, by key, and the coming and going of their actors. Touched only
 * by the lane's thread.
 */
final class LaneSlots {
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LaneStep step;
  private final Consumer<EntityMessage.Start> region;
  private final AtomicLong objects;
  private final SlotTable slots = new SlotTable();
  private final Set<Slot> starting = new LinkedHashSet<>();

  /**
   * @param objects counts all objects of the step on this node
   * @param region starts the actor of a slot
   */
  LaneSlots(LaneStep step, AtomicLong objects, Consumer<EntityMessage.Start> region) {
    this.step = step;
    this.objects = objects;
    this.region = region;
  }

  /**
   * The slots of some of a batch's keys. They are all looked up before one is touched: so the
   * processor waits for several at a time where the tables are larger than its caches.
   */
  void find(Batch batch, int from, int to, Slot[] found) {
    for (int i = from; i < to; i++) {
      found[i] = of(batch.keys[i]);
    }
  }

  /** The slot of a key, which is brought to life if it is not there. */
  Slot of(String key) {
    Slot known = slots.get(key);
    return known == null ? open(key) : known;
  }

  private Slot open(String key) {
    Slot slot = new Slot(key);
    slots.add(slot);
    step.tails().opened(slot);
    objects.incrementAndGet();
    ask(slot);
    return slot;
  }

  private void ask(Slot slot) {
    slot.askedAt = System.nanoTime();
    starting.add(slot);
    region.accept(new EntityMessage.Start(step, slot));
  }

  /**
   * A message through the shard region can be lost, as when the region has just started. Asking
   * twice does no harm.
   */
  void askAgain() {
    long before = System.nanoTime() - ASK_AGAIN_NANOS;
    starting.stream().filter(slot -> slot.askedAt - before < 0).toList().forEach(this::ask);
  }

  /**
   * The actor of a slot is there.
   *
   * @return false if it has one already
   */
  boolean started(Slot slot, Entity entity) {
    if (slot.entity != null) {
      return false;
    }
    slot.entity = entity;
    starting.remove(slot);
    return true;
  }

  /** Forgets a slot; its actor leaves. */
  void remove(Slot slot) {
    slots.remove(slot);
    objects.decrementAndGet();
    Entity entity = slot.entity;
    if (entity != null) {
      entity.leave();
    }
  }

  /**
   * Forgets the slots whose keys {@code isHome} does not accept, and leaves their actors alone.
   *
   * @return these slots
   */
  List<Slot> keepOnly(Predicate<String> isHome) {
    List<Slot> leaving = new ArrayList<>();
    slots.forEach(
        slot -> {
          if (!isHome.test(slot.key)) {
            leaving.add(slot);
          }
        });
    for (Slot slot : leaving) {
      slots.remove(slot);
      starting.remove(slot);
      objects.decrementAndGet();
    }
    return leaving;
  }

  int size() {
    return slots.size();
  }

  /** The slot of a key; null if there is none in memory. */
  @Nullable Slot get(String key) {
    return slots.get(key);
  }

  /** Calls {@code visitor}, which must not change anything here, for each slot. */
  void forEach(Consumer<Slot> visitor) {
    slots.forEach(visitor);
  }
}

package dev.potoroo.internal.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one step on one lane, by key, and the coming and going of their actors, if they have
 * some. Touched only by the lane's thread.
 */
final class LaneSlots {
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LaneStep step;
  private final LaneWork work;
  private final String idPrefix;
  private final Consumer<EntityMessage.Start> region;
  private final AtomicLong objects;
  private final SlotTable slots = new SlotTable();

  /** Those whose actors have been asked for, and when that was, in nanoseconds. */
  private final Map<ActorSlot, Long> starting = new LinkedHashMap<>();

  /**
   * @param work the lane's
   * @param objects counts all objects of the step on this node
   * @param idPrefix what comes before a key in the id of its object
   * @param region starts the actor of a slot
   */
  LaneSlots(
      LaneStep step,
      LaneWork work,
      AtomicLong objects,
      String idPrefix,
      Consumer<EntityMessage.Start> region) {
    this.step = step;
    this.work = work;
    this.objects = objects;
    this.idPrefix = idPrefix;
    this.region = region;
  }

  /**
   * The slots of {@code count} keys, from one on. They are all looked up before one is touched: so
   * the processor waits for several at a time where the tables are larger than its caches.
   *
   * @param found gets them
   * @param at where the first is to be
   */
  void find(String[] keys, int from, int count, Slot[] found, int at) {
    for (int i = 0; i < count; i++) {
      found[at + i] = of(keys[from + i]);
    }
  }

  /** The slot of a key, which is brought to life if it is not there. */
  Slot of(String key) {
    Slot known = slots.get(key);
    return known == null ? open(key) : known;
  }

  private Slot open(String key) {
    Slot slot = step.isDense() ? new Slot(key) : new ActorSlot(key);
    slots.add(slot);
    step.tails().opened(slot);
    objects.incrementAndGet();
    if (slot instanceof ActorSlot one) {
      ask(one);
    }
    return slot;
  }

  private void ask(ActorSlot slot) {
    starting.put(slot, System.nanoTime());
    region.accept(new EntityMessage.Start(step, slot, idPrefix + slot.key));
  }

  /**
   * A message through the shard region can be lost, as when the region has just started. Asking
   * twice does no harm.
   */
  void askAgain() {
    long before = System.nanoTime() - ASK_AGAIN_NANOS;
    starting.entrySet().stream()
        .filter(asked -> asked.getValue() - before < 0)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::ask);
  }

  /**
   * The actor of a slot is there.
   *
   * @return false if it has one already
   */
  boolean started(ActorSlot slot, Entity entity) {
    if (slot.entity != null) {
      return false;
    }
    slot.entity = entity;
    starting.remove(slot);
    return true;
  }

  /**
   * What puts in a row what happens to an object: its actor, null until that is there; of a dense
   * step, the lane.
   */
  @Nullable Entity entity(Slot slot) {
    return slot instanceof ActorSlot one ? one.entity : new LaneEntity(step, slot, work);
  }

  /** Forgets a slot; its actor leaves. */
  void remove(Slot slot) {
    slots.remove(slot);
    objects.decrementAndGet();
    if (slot instanceof ActorSlot one && one.entity != null) {
      one.entity.leave();
    }
  }

  /**
   * Forgets the slots whose keys {@code isHome} does not accept; their actors end.
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
      if (slot instanceof ActorSlot one) {
        starting.remove(one);
        if (one.entity != null) {
          one.entity.end();
        }
      }
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

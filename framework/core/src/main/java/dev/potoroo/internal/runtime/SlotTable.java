package dev.potoroo.internal.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one step on one lane, by key: a hash table with open addressing and linear probing,
 * which keeps the hash codes beside the slots. A look-up touches one line of each of the two arrays
 * and the slot itself; a map with an object for each entry costs one cache miss more, and 32 bytes.
 *
 * <p>Keys that many others collide with, as in an attack, go to an ordinary map, whose cost is
 * bounded. Not thread-safe.
 */
final class SlotTable {
  private static final int MAX_PROBES = 64;

  private int[] hashes = new int[64];
  private @Nullable Slot[] slots = new Slot[64];
  private int mask = 63;
  private final Map<String, Slot> colliding = new HashMap<>();
  private int size;

  /** Mixed, since shards and lanes have been chosen by the same hash code. */
  private static int hash(String key) {
    int h = key.hashCode() * 0x9e3779b9;
    return h ^ h >>> 15;
  }

  int size() {
    return size;
  }

  @Nullable Slot get(String key) {
    int hash = hash(key);
    int at = hash & mask;
    for (int i = 0; i < MAX_PROBES; i++) {
      Slot slot = slots[at];
      if (slot == null) {
        break;
      }
      if (hashes[at] == hash && slot.key.equals(key)) {
        return slot;
      }
      at = at + 1 & mask;
    }
    return colliding.isEmpty() ? null : colliding.get(key);
  }

  /** Adds a slot, whose key must not be there. */
  void add(Slot slot) {
    if (2 * size >= slots.length) {
      grow();
    }
    place(hash(slot.key), slot);
    size++;
  }

  private void place(int hash, Slot slot) {
    int at = hash & mask;
    for (int i = 0; i < MAX_PROBES; i++) {
      if (slots[at] == null) {
        slots[at] = slot;
        hashes[at] = hash;
        return;
      }
      at = at + 1 & mask;
    }
    colliding.put(slot.key, slot);
  }

  private void grow() {
    int[] oldHashes = hashes;
    @Nullable Slot[] oldSlots = slots;
    hashes = new int[oldHashes.length * 2];
    slots = new Slot[oldSlots.length * 2];
    mask = slots.length - 1;
    for (int i = 0; i < oldSlots.length; i++) {
      Slot slot = oldSlots[i];
      if (slot != null) {
        place(oldHashes[i], slot);
      }
    }
  }

  /** Removes a slot if it is there. */
  void remove(Slot slot) {
    if (colliding.remove(slot.key, slot)) {
      size--;
      return;
    }
    int at = hash(slot.key) & mask;
    for (int i = 0; i < MAX_PROBES; i++) {
      if (slots[at] == slot) {
        closeGap(at);
        size--;
        return;
      }
      at = at + 1 & mask;
    }
  }

  /** Moves up what stands behind, as far as it may: each must be reached from where it belongs. */
  private void closeGap(int gap) {
    int free = gap;
    for (int at = gap + 1 & mask; slots[at] != null; at = at + 1 & mask) {
      int home = hashes[at] & mask;
      if ((at - home & mask) >= (at - free & mask)) {
        slots[free] = slots[at];
        hashes[free] = hashes[at];
        free = at;
      }
    }
    slots[free] = null;
  }

  /** Calls {@code visitor}, which must not change the table, for each slot. */
  void forEach(Consumer<Slot> visitor) {
    for (Slot slot : slots) {
      if (slot != null) {
        visitor.accept(slot);
      }
    }
    colliding.values().forEach(visitor);
  }
}

package dev.potoroo.internal.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory that grows without being copied, and may hold more than one array can: arrays of 64 KiB,
 * and one of its own for each piece that is larger. A place in it is a number.
 */
final class Slabs {
  private static final int SIZE = 64 * 1024;

  private final List<byte[]> slabs = new ArrayList<>();

  /** The one in which there may be room. */
  private int current = -1;

  /** Where that room begins. */
  private int end = SIZE;

  /** The array that holds a place. */
  byte[] array(long place) {
    return slabs.get((int) (place >>> Integer.SIZE));
  }

  /** Where a place is in its array. */
  static int offset(long place) {
    return (int) place;
  }

  /**
   * Makes room for a piece, after which {@link #used} is to be told.
   *
   * @param most how many bytes it may need
   * @return where it begins
   */
  long room(long most) {
    if (most > SIZE - end) {
      current++;
      end = 0;
      if (current == slabs.size()) {
        slabs.add(new byte[SIZE]);
      }
      if (most > slabs.get(current).length) {
        slabs.set(current, new byte[Math.toIntExact(most)]);
      }
    }
    return (long) current << Integer.SIZE | end;
  }

  /** The piece ends there. After one that is larger than a slab there is no room in its array. */
  void used(int until) {
    end = until;
  }

  /** How many arrays there are, in use or not. */
  int kept() {
    return slabs.size();
  }

  /** Empties them, and lets go of what is much more than was needed, or large. */
  void empty() {
    int kept = Math.min(slabs.size(), Math.max(1, 2 * (current + 1)));
    slabs.subList(kept, slabs.size()).clear();
    slabs.removeIf(slab -> slab.length > SIZE);
    current = -1;
    end = SIZE;
  }
}

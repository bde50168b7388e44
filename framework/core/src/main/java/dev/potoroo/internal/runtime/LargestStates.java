package dev.potoroo.internal.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The largest states of one step on one node, of those that were written since it started.
 * Thread-safe: one thread writes, others ask.
 */
final class LargestStates {
  private static final int HASHES = 1 << 14;

  private final int capacity;
  private final Map<String, Size> byKey = new HashMap<>();
  private final TreeSet<Size> bySize = new TreeSet<>();

  /** How many keys are known of each hash: most of a million others are told by it alone. */
  private final int[] known = new int[HASHES];

  /** How many bytes a state takes, encoded. */
  record Size(String key, int bytes) implements Comparable<Size> {
    @Override
    public int compareTo(Size other) {
      int order = Integer.compare(bytes, other.bytes);
      return order == 0 ? key.compareTo(other.key) : order;
    }
  }

  LargestStates(int capacity) {
    this.capacity = capacity;
  }

  /** A state is written; 0 bytes if there is none any more. */
  synchronized void written(String key, int bytes) {
    boolean small = bytes == 0 || full() && bytes <= bySize.first().bytes();
    if (small && known[hash(key)] == 0) {
      return;
    }
    Size before = byKey.get(key);
    if (before == null && small) {
      return;
    }
    if (before != null) {
      remove(before);
    }
    if (bytes > 0) {
      if (full()) {
        remove(bySize.first());
      }
      Size now = new Size(key, bytes);
      byKey.put(key, now);
      bySize.add(now);
      known[hash(key)]++;
    }
  }

  private boolean full() {
    return bySize.size() == capacity;
  }

  private void remove(Size size) {
    byKey.remove(size.key());
    bySize.remove(size);
    known[hash(size.key())]--;
  }

  private static int hash(String key) {
    return key.hashCode() & HASHES - 1;
  }

  /** Those it knows, the largest first. */
  synchronized List<Size> all() {
    return new ArrayList<>(bySize.descendingSet());
  }
}

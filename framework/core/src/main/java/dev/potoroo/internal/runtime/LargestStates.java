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
  private final int capacity;
  private final Map<String, Size> byKey = new HashMap<>();
  private final TreeSet<Size> bySize = new TreeSet<>();

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
    Size before = byKey.get(key);
    if (before == null && (bytes == 0 || full() && bytes <= bySize.first().bytes())) {
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
    }
  }

  private boolean full() {
    return bySize.size() == capacity;
  }

  private void remove(Size size) {
    byKey.remove(size.key());
    bySize.remove(size);
  }

  /** Those it knows, the largest first. */
  synchronized List<Size> all() {
    return new ArrayList<>(bySize.descendingSet());
  }
}

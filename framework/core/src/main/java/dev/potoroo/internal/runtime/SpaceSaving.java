package dev.potoroo.internal.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heaviest of very many keys, in memory for a fixed number of them: the Space-Saving algorithm
 * of Metwally, Agrawal and El Abbadi. A key that is not known takes the place of the lightest one,
 * and its weight too, so that no heavy key is missed: every key with more than the total weight
 * divided by the capacity is there, and none is shown lighter than it is. Plain logic; for one
 * thread.
 */
final class SpaceSaving {
  private final int capacity;
  private final Map<String, Counter> byKey;

  /** A heap with the lightest first. */
  private final List<Counter> heap;

  private static final class Counter {
    String key;
    long weight;
    long error;
    int at;

    Counter(String key, int at) {
      this.key = key;
      this.at = at;
    }
  }

  /**
   * A key.
   *
   * @param weight at least what it is
   * @param error by how much it may be too much
   */
  record Heavy(String key, long weight, long error) {}

  SpaceSaving(int capacity) {
    this.capacity = capacity;
    this.byKey = new HashMap<>(2 * capacity);
    this.heap = new ArrayList<>(capacity);
  }

  /** Adds to the weight of a key; {@code weight} is not negative. */
  void add(String key, long weight) {
    Counter known = byKey.get(key);
    if (known == null) {
      known = heap.size() < capacity ? grow(key) : replaceLightest(key);
      byKey.put(key, known);
    }
    known.weight += weight;
    sink(known);
  }

  private Counter grow(String key) {
    Counter added = new Counter(key, heap.size());
    heap.add(added);
    rise(added);
    return added;
  }

  private Counter replaceLightest(String key) {
    Counter lightest = heap.get(0);
    byKey.remove(lightest.key);
    lightest.key = key;
    lightest.error = lightest.weight;
    return lightest;
  }

  private void rise(Counter counter) {
    while (counter.at > 0) {
      Counter parent = heap.get((counter.at - 1) / 2);
      if (parent.weight <= counter.weight) {
        return;
      }
      swap(counter, parent);
    }
  }

  private void sink(Counter counter) {
    for (int child = 2 * counter.at + 1; child < heap.size(); child = 2 * counter.at + 1) {
      Counter lighter = heap.get(child);
      if (child + 1 < heap.size() && heap.get(child + 1).weight < lighter.weight) {
        lighter = heap.get(child + 1);
      }
      if (lighter.weight >= counter.weight) {
        return;
      }
      swap(counter, lighter);
    }
  }

  private void swap(Counter one, Counter other) {
    int at = one.at;
    one.at = other.at;
    other.at = at;
    heap.set(one.at, one);
    heap.set(other.at, other);
  }

  /** The keys it knows, in no order. */
  List<Heavy> all() {
    return heap.stream().map(one -> new Heavy(one.key, one.weight, one.error)).toList();
  }

  /** Forgets all. */
  void clear() {
    byKey.clear();
    heap.clear();
  }
}

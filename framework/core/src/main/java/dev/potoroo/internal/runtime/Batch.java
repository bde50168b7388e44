package dev.potoroo.internal.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keyed records on their way to one lane, in order. Filled by one thread, then handed over. */
final class Batch {
  final int step;
  String[] keys;
  Object[] records;
  int size;

  /** Where the records came in; set when the batch is handed over. */
  @Nullable Origin origin;

  Batch(int step, int capacity) {
    this.step = step;
    keys = new String[capacity];
    records = new Object[capacity];
  }

  void add(String key, Object record) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      records = Arrays.copyOf(records, size * 2);
    }
    keys[size] = key;
    records[size++] = record;
  }
}

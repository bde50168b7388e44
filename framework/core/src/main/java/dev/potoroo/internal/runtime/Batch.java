package dev.potoroo.internal.runtime;

import dev.potoroo.tracing.Span;
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

  /** When the oldest of its records was read, by the clock of {@link System#nanoTime}. */
  long born;

  /** The records that are followed; null if none is. */
  private @Nullable Spans spans;

  /** For each record the next one of the same key, 0 if there is none; made on the lane. */
  private int[] next = {};

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

  /** The record that was added last is followed. */
  void follow(Span span) {
    spans = Spans.put(spans, size - 1, span);
  }

  /** Where the record at {@code at} has been; null if it is not followed. */
  @Nullable Span span(int at) {
    return Spans.get(spans, at);
  }

  /** Prepares for {@link #link}, when the batch is complete. */
  void linkable() {
    next = new int[size];
  }

  /** After the record at {@code earlier} the one at {@code later} has the same key. */
  void link(int earlier, int later) {
    next[earlier] = later;
  }

  /** The next record of the same key; 0 if there is none. */
  int next(int at) {
    return next[at];
  }
}

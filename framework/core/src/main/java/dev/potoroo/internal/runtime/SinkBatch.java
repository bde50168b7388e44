package dev.potoroo.internal.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Records on their way to a sink, in order. Filled by one thread, then handed over. */
final class SinkBatch {
  private static final Object[] NONE = {};
  Object[] records = NONE;
  int size;

  /** Where the records came in; set when the batch is handed over. */
  @Nullable Origin origin;

  /** When the oldest of its records was read, by the clock of {@link System#nanoTime}. */
  long born;

  void add(Object record) {
    if (size == records.length) {
      records = Arrays.copyOf(records, Math.max(16, size * 2));
    }
    records[size++] = record;
  }
}

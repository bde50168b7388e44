package dev.potoroo.internal.runtime;

import dev.potoroo.tracing.Span;
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

  /** The records that are followed; null if none is. */
  private @Nullable Spans spans;

  void add(Object record) {
    if (size == records.length) {
      records = Arrays.copyOf(records, Math.max(16, size * 2));
    }
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
}

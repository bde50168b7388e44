package dev.potoroo.internal.runtime;

import dev.potoroo.tracing.Span;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which records of a batch are followed. There is none for most batches, which have null. */
final class Spans {
  private @Nullable Span[] places = new Span[16];

  private Spans() {}

  /** The record at a place in the batch is followed. */
  static Spans put(@Nullable Spans before, int at, Span span) {
    Spans all = before == null ? new Spans() : before;
    if (at >= all.places.length) {
      all.places = Arrays.copyOf(all.places, Math.max(at + 1, all.places.length * 2));
    }
    all.places[at] = span;
    return all;
  }

  /** Where the record at a place in the batch has been; null if it is not followed. */
  static @Nullable Span get(@Nullable Spans all, int at) {
    return all == null || at >= all.places.length ? null : all.places[at];
  }
}

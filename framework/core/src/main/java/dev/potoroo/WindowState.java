package dev.potoroo;

import java.util.List;

/**
 * What a windowed step keeps of one key.
 *
 * @param reached how far event time had come when it was changed last: windows up to then have
 *     given their results
 * @param panes what was gathered, in the order of time
 * @param <A> the accumulator
 */
record WindowState<A>(long reached, List<Pane<A>> panes) {

  /**
   * A part of a window, or a whole one. Of a window that counts, start and end are the times of its
   * earliest and latest record.
   *
   * @param start when it begins, in milliseconds since 1970
   * @param end when it ends, exclusive
   * @param count how many records are in it
   * @param value what was gathered
   */
  record Pane<A>(long start, long end, long count, A value) {}

  static <A> WindowState<A> empty() {
    return new WindowState<>(Long.MIN_VALUE, List.of());
  }
}

package dev.potoroo;

import java.time.Instant;

/**
 * A window of a key that still takes records, for those who look.
 *
 * @param start when it begins; of a session, and of a window that counts records, the time of its
 *     earliest record
 * @param end when it ends, exclusive; of a session as of now, the time of its latest record and the
 *     gap; of a window that counts records, the time of its latest record
 * @param records how many are in it
 * @param over whether it has ended and given its result, and waits for late records
 * @param gathered the accumulator of its aggregate
 */
public record OpenWindow(Instant start, Instant end, long records, boolean over, Object gathered) {

  static OpenWindow of(WindowState.Pane<?> window, boolean over) {
    return new OpenWindow(
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.end()),
        window.count(),
        over,
        Unchecked.<Object>cast(window.value()));
  }
}

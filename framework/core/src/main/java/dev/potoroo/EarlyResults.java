package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.util.List;

/**
 * When tumbling windows and sessions give results before they are over. Each pane is a window then.
 * Plain logic; times in milliseconds since 1970.
 *
 * @param count each time that a window has so many more records; 0 if not
 * @param every each time that event time has moved on so far since the window's start; 0 if not
 */
record EarlyResults(long count, long every) {
  static final EarlyResults NONE = new EarlyResults(0, 0);

  /** Whether a window that is not over gives a result with its latest record. */
  boolean withRecord(Pane<?> window) {
    return count > 0 && window.count() % count == 0;
  }

  /** The windows that give a result when event time moves on, and are not over. */
  <A> List<Pane<A>> between(List<Pane<A>> windows, long from, long to) {
    return every == 0
        ? List.of()
        : windows.stream()
            .filter(one -> one.end() > to && parts(one, to) > parts(one, from))
            .toList();
  }

  /**
   * How many times it was due; from the first record on, event time is known or does not matter.
   */
  private long parts(Pane<?> window, long reached) {
    return reached <= window.start() ? 0 : (reached - window.start()) / every;
  }

  /** When the next result by event time is due; {@link Long#MAX_VALUE} if never. */
  <A> long next(List<Pane<A>> windows, long reached) {
    long next = Long.MAX_VALUE;
    if (every > 0) {
      for (Pane<A> one : windows) {
        long at = one.start() + (parts(one, reached) + 1) * every;
        next = at < one.end() ? Math.min(next, at) : next;
      }
    }
    return next;
  }
}

package dev.potoroo;

import dev.potoroo.WindowState.Pane;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which windows by event time there are for the panes of a key. A window is over when event time
 * has reached its end, and closed when the allowed lateness has passed since. Plain logic; times in
 * milliseconds since 1970.
 */
interface Framing<A> {
  /** The window, or the last of them, that a record of that time would have for itself. */
  Pane<A> windowOf(long at, A value);

  /** Whether all windows of a record of that time are closed. */
  boolean isLate(List<Pane<A>> panes, long at, long reached);

  /** The start of the oldest window that is not closed, if there is one. */
  OptionalLong oldestOpen(List<Pane<A>> panes, long reached);

  /** The panes with one more record. */
  List<Pane<A>> add(List<Pane<A>> panes, long at, UnaryOperator<A> record);

  /**
   * The windows with records that were over at {@code to}, but not at {@code from}, by their ends.
   */
  default List<Pane<A>> over(List<Pane<A>> panes, long from, long to) {
    return windows(panes, from, to).toList();
  }

  /**
   * The windows with records that end after {@code from}, up to {@code to}, by their ends; each is
   * put together when it is asked for.
   */
  Stream<Pane<A>> windows(List<Pane<A>> panes, long from, long to);

  /** The windows to which a record belongs that was just added, that are over and not closed. */
  List<Pane<A>> updated(List<Pane<A>> panes, long at, long reached);

  /** The panes that some window which is not closed may still need. */
  List<Pane<A>> open(List<Pane<A>> panes, long reached);

  /** When something is to be done next: a window is over, or closed; null if never. */
  long next(List<Pane<A>> panes, long reached);
}

package dev.potoroo.connector;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Publishes the output of committed rounds exactly once, in an outside system that can take a
 * round's records and a {@linkplain RoundMarker note of the round} in one transaction, but cannot
 * hold a transaction back over a crash.
 *
 * <p>The output of a round is kept in the state store, and is a part of the round's commit. After
 * the commit it is published; after a crash the marker tells whether that has happened. So what is
 * published never depends on who publishes it, and a round may be tried any number of times.
 *
 * <p>All methods are called by one thread at a time. They may block, and end when the thread is
 * interrupted.
 */
public interface RoundPublisher extends AutoCloseable {

  /**
   * Whether the outside system keeps the marker. If not, {@link #takeOver} finds none and fences
   * nobody, and after a crash rounds may be published again which have been: the records of a round
   * must then be such that the outside system knows them when they come once more, by an id that is
   * made of the marker and their place in the round, say.
   */
  default boolean keepsMarker() {
    return true;
  }

  /**
   * How long to publish nothing at the longest. After that the last marker is published again, with
   * no records, for outside systems that forget one which nobody renews. Empty if there is no need.
   */
  default Optional<Duration> renewal() {
    return Optional.empty();
  }

  /**
   * Makes sure that no other publisher of this slot that was made before can publish any more, and
   * that nothing that one of them has begun is still open; then reads the marker. Called first, and
   * again after every exception.
   *
   * @return the marker of the last round published in this slot; empty if there is none
   * @throws UnavailableException if the outside system does not answer; it is tried again
   * @throws Exception if it never will; the pipeline stops with it
   */
  Optional<RoundMarker> takeOver() throws Exception;

  /**
   * Publishes a round: all of its records, in their order, and the marker, or nothing.
   *
   * @param records made as they are read, from what is used again when this has returned: the
   *     records may be kept, but not the list
   * @throws UnavailableException if it is not certain that this has happened; it is tried again, if
   *     the marker says that it has not
   * @throws FencedException if another publisher of this slot has taken over
   * @throws Exception if it can never be published; the pipeline stops with it, and tries again
   *     when it is started again
   */
  void publish(RoundMarker marker, List<SinkRecord> records) throws Exception;

  /** Releases what was opened; what was not published is not. */
  @Override
  void close() throws Exception;
}

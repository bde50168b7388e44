package dev.potoroo.connector;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The running half of a source: reads one partition. All methods are called by one thread. */
public interface SourceReader extends AutoCloseable {

  /**
   * Adds records to {@code batch} until it is full or there are none at once. May wait for the
   * first one, at most some tens of milliseconds, so that a stop is seen.
   *
   * @return whether there may be more
   * @throws Exception if the partition can no longer be read; the pipeline stops with it
   */
  Progress poll(RecordBatch batch) throws Exception;

  /**
   * What was opened, for people, where that says more than {@link SourceConnector#describe}: {@code
   * tcp 127.0.0.1:43121} for a listener on a free port.
   */
  default Optional<String> describe() {
    return Optional.empty();
  }

  /**
   * The port at which it listens, if it does. The next reader of the partition on this node is told
   * of it ({@link SourceContext#port}), and should listen there again if any port would do: those
   * who send know no other.
   */
  default OptionalInt port() {
    return OptionalInt.empty();
  }

  /**
   * The position at which reading begins, if the reader has chosen it: then the pipeline goes on
   * there also if nothing was read before a crash.
   */
  default OptionalLong startsAt() {
    return OptionalLong.empty();
  }

  /**
   * All records up to {@code position} are processed, and committed with all that they have
   * changed: they are never read again. Not called for every commit, and not without a store.
   */
  default void committed(long position) throws Exception {}

  /**
   * How many bytes or records of this partition are left at the moment; -1 if unknown. May cost a
   * system call.
   */
  default long lag() throws Exception {
    return -1;
  }

  /**
   * What the outside system says, or does not, while it is waited for: for people who ask why
   * nothing comes. Empty as long as it answers. Asked after each poll.
   */
  default Optional<String> waitsFor() {
    return Optional.empty();
  }

  /** Releases what was opened. */
  @Override
  void close() throws Exception;

  /** What a poll found. */
  enum Progress {
    /** There may be more: poll again. */
    MORE,
    /** Nothing at the moment. */
    WAITING,
    /** The partition has ended and will give nothing more, ever. */
    ENDED
  }
}

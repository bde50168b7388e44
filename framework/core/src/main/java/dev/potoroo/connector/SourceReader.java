package dev.potoroo.connector;

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

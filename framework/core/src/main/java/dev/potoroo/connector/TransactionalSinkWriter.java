package dev.potoroo.connector;

import java.util.Map;

/**
 * A {@link SinkWriter} that writes each record exactly once, also over crashes: what it was given
 * since the last committed round can be taken back. All methods are called by one thread.
 *
 * <p>When the pipeline pauses between two rounds, {@link #prepare} is called; when the round is
 * committed, {@link #commit}, by which time records of the next round may have been written. After
 * a crash or a rollback, a new writer is opened, with what {@code prepare} returned for the last
 * committed round in {@link SinkContext#committed}, and undoes what came later.
 */
public interface TransactionalSinkWriter extends SinkWriter {

  /**
   * Makes everything taken so far durable.
   *
   * @return for each thing that is written to (a file, say, by its path) what is needed to go back
   *     to this moment; kept in the commit of the round, so it should be short
   */
  Map<String, String> prepare(long round) throws Exception;

  /** Shows what was prepared for {@code round}, which is committed. May be called again. */
  default void commit(long round) throws Exception {}
}

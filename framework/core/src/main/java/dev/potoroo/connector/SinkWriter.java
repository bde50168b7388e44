package dev.potoroo.connector;

import org.jspecify.annotations.Nullable;

/** The running half of a sink, one on each node. All methods are called by one thread. */
public interface SinkWriter extends AutoCloseable {

  /**
   * Takes a record. May block as long as the outside system does: that slows the sources down and
   * fills no memory.
   *
   * @throws Exception if it cannot be written now or ever; the pipeline stops with it. A writer
   *     that can connect again does so by itself before it throws
   */
  void write(byte[] record) throws Exception;

  /**
   * Takes a record with its key, if it has one: see {@link SinkRecord#key}. A writer that knows no
   * keys takes the record alone.
   */
  default void write(@Nullable String key, byte[] record) throws Exception {
    write(record);
  }

  /**
   * Hands everything taken so far to the outside system. Called when there is nothing to write at
   * once.
   */
  void flush() throws Exception;

  /** Flushes and releases what was opened. */
  @Override
  void close() throws Exception;
}

package dev.potoroo.connector.tcp;

import dev.potoroo.connector.RecordBatch;
import java.nio.ByteBuffer;

/** What is said on one connection. */
interface Conversation {
  /** An answer that there is nothing to send. */
  ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * Moves what has come into the batch, until one is empty or the other full.
   *
   * @param bytes a buffer on the heap whose array offset is 0
   * @param origin how many bytes had come from all connections before the buffer's index 0
   * @return false if nothing that follows can be understood: the connection is to be closed
   */
  boolean take(ByteBuffer bytes, RecordBatch batch, long origin);

  /** The connection was closed by the peer. */
  void end(RecordBatch batch, long position);

  /** All up to that position is committed. */
  default void committed(long position) {}

  /** What is to be sent next; none if it is empty. What was sent is taken from it. */
  default ByteBuffer unsent() {
    return NOTHING;
  }

  /** Whether nothing more will be sent or taken. */
  default boolean over() {
    return false;
  }

  /** Whether the peer has shown that it belongs here. */
  default boolean established() {
    return true;
  }
}

package dev.potoroo.connector.tcp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One connection's way in and out, plain or with TLS. Nothing here waits. */
interface Wire extends Closeable {
  /** What {@link #read} needs room for. */
  int ROOM = 64 * 1024;

  /**
   * Reads what there is.
   *
   * @param into with room for {@link #ROOM} bytes
   * @return how many bytes; 0 if there are none at the moment, -1 at the end
   */
  int read(ByteBuffer into) throws IOException;

  /** Takes as much as can be sent, or soon can. */
  void write(ByteBuffer from) throws IOException;

  /** Whether all that {@link #write} has taken is sent; sends it, if it can be. */
  boolean flush() throws IOException;

  /** Says that nothing more will be sent; what comes is read and forgotten from then on. */
  void shutdownOutput() throws IOException;

  /** Whether the peer has done what is needed before records can come. */
  boolean established();

  /** Whether {@link #shutdownOutput} was called. */
  boolean isShut();
}

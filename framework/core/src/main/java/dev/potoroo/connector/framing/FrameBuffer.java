package dev.potoroo.connector.framing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Collects records to write, each with its frame. Holds whole records only: at most 64 KiB and one
 * record more. Not thread-safe.
 */
public final class FrameBuffer {
  private static final int FULL = 64 * 1024;

  private final Framing framing;
  private byte[] bytes = new byte[2 * FULL];
  private int size;

  /** An empty buffer. */
  public FrameBuffer(Framing framing) {
    this.framing = framing;
  }

  /**
   * Adds a record.
   *
   * @throws IOException if it is longer than the header can tell
   */
  public void put(byte[] record) throws IOException {
    if (record.length > framing.longest()) {
      throw new IOException(
          "a record of ["
              + record.length
              + "] bytes does not fit into framing ["
              + framing
              + "], which takes at most "
              + framing.longest()
              + ". Choose a longer header.");
    }
    ensure(size + (long) framing.headerSize() + record.length + 1);
    for (int shift = 8 * (framing.headerSize() - 1); shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (record.length >>> shift);
    }
    System.arraycopy(record, 0, bytes, size, record.length);
    size += record.length;
    if (framing == Framing.NEWLINE) {
      bytes[size++] = '\n';
    }
  }

  /** Whether it is time to write what was collected. */
  public boolean full() {
    return size >= FULL;
  }

  /** How many bytes were collected. */
  public int size() {
    return size;
  }

  /** What was collected; valid until the next change. */
  public ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** Forgets what was collected. */
  public void clear() {
    size = 0;
    if (bytes.length > 16 * FULL) {
      // A single huge record must not hold its memory for good.
      bytes = new byte[2 * FULL];
    }
  }

  private void ensure(long needed) throws IOException {
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IOException("the record is too large to be written");
    }
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}

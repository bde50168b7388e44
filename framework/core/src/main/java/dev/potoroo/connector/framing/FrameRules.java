package dev.potoroo.connector.framing;

import dev.potoroo.connector.RecordBatch;
import java.nio.ByteBuffer;

/** What a decoder goes by; see the factories of {@link FrameDecoder}. */
record FrameRules(int maxSize, int maxRaw, boolean file) {

  /** The array behind a buffer, in which the buffer's indexes hold. */
  static byte[] bytesOf(ByteBuffer buffer) {
    if (buffer.arrayOffset() != 0) {
      throw new IllegalArgumentException("the buffer's array offset must be 0.");
    }
    return buffer.array();
  }

  void rejectTooLarge(RecordBatch out, byte[] raw, long size, long position) {
    String error = "the record has [" + size + "] bytes, more than the limit of [" + maxSize + "]";
    out.reject(raw, size, position, "too-large", error);
  }

  void rejectCut(RecordBatch out, byte[] raw, long size, long position, String where) {
    String error = (file ? "the file ended " : "connection closed ") + where;
    out.reject(raw, size, position, "framing", error);
  }
}

package dev.potoroo.connector.framing;

import dev.potoroo.connector.RecordBatch;
import java.nio.ByteBuffer;

/**
 * Cuts a stream of bytes, which arrives in pieces of any size, into records. Holds at most the
 * record that has begun: never more than the largest record allowed, and of a larger one only the
 * bytes that are worth keeping. Not thread-safe.
 */
public sealed interface FrameDecoder permits LineDecoder, LengthDecoder {

  /**
   * A decoder for a file: what is too large is rejected as {@code too-large} and skipped; a last
   * line without a line feed is a record.
   *
   * @param maxSize the largest record in bytes
   * @param maxRaw how many bytes of a rejected record to keep
   */
  static FrameDecoder forFile(Framing framing, int maxSize, int maxRaw) {
    return of(framing, new FrameRules(maxSize, maxRaw, true));
  }

  /**
   * A decoder for a connection: a length above {@code maxSize} breaks the stream, since it more
   * likely comes from a peer that frames otherwise than from a large record. A last line without a
   * line feed is rejected, since the connection may have been cut within it.
   *
   * @param maxSize the largest record in bytes
   * @param maxRaw how many bytes of a rejected record to keep
   */
  static FrameDecoder forConnection(Framing framing, int maxSize, int maxRaw) {
    return of(framing, new FrameRules(maxSize, maxRaw, false));
  }

  private static FrameDecoder of(Framing framing, FrameRules rules) {
    return framing == Framing.NEWLINE
        ? new LineDecoder(rules)
        : new LengthDecoder(framing.headerSize(), rules);
  }

  /**
   * Moves records from {@code in} to {@code out} until one is empty or the other full. What has
   * begun and not ended is kept for the next call.
   *
   * @param in a buffer on the heap whose array offset is 0
   * @param origin the position in the stream of the buffer's index 0
   * @return false if the stream is broken: the reason was rejected, and nothing more can be decoded
   */
  boolean decode(ByteBuffer in, RecordBatch out, long origin);

  /**
   * Says that the stream has ended: what has begun is added or rejected.
   *
   * @param position where the stream ended
   */
  void end(RecordBatch out, long position);
}

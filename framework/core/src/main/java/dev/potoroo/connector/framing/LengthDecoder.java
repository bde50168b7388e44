package dev.potoroo.connector.framing;

import dev.potoroo.connector.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Records after their length. */
final class LengthDecoder implements FrameDecoder {
  private final byte[] header;
  private final FrameRules rules;
  private final PartialFrame kept = new PartialFrame();

  /** Of the frame that has begun: bytes of the header, its meaning, bytes of the record. */
  private int headerSeen;

  private long length;
  private long seen;

  LengthDecoder(int headerSize, FrameRules rules) {
    this.header = new byte[headerSize];
    this.rules = rules;
  }

  @Override
  public boolean decode(ByteBuffer in, RecordBatch out, long origin) {
    while (in.hasRemaining() && !out.full()) {
      if (headerSeen < header.length) {
        readHeader(in);
        if (headerSeen < header.length) {
          return true;
        }
        if (length > rules.maxSize() && !rules.file()) {
          breakOff(in, out, origin);
          return false;
        }
      }
      readRecord(in, out, origin);
    }
    return true;
  }

  @Override
  public void end(RecordBatch out, long position) {
    if (headerSeen == 0) {
      return;
    }
    String where =
        headerSeen < header.length
            ? "after " + headerSeen + " of " + header.length + " bytes of a length"
            : "after " + seen + " of " + length + " bytes";
    byte[] record = kept.take(Math.max(0, rules.maxRaw() - headerSeen));
    rules.rejectCut(out, withHeader(record, 0, record.length), headerSeen + seen, position, where);
    next();
  }

  private void readHeader(ByteBuffer in) {
    while (headerSeen < header.length && in.hasRemaining()) {
      byte b = in.get();
      header[headerSeen++] = b;
      length = length << 8 | (b & 0xff);
    }
  }

  private void readRecord(ByteBuffer in, RecordBatch out, long origin) {
    int start = in.position();
    int count = (int) Math.min(in.remaining(), length - seen);
    in.position(start + count);
    if (count == length && length <= rules.maxSize()) {
      out.add(
          Arrays.copyOfRange(FrameRules.bytesOf(in), start, start + count), origin + in.position());
      next();
      return;
    }
    seen += count;
    boolean tooLarge = length > rules.maxSize();
    kept.append(FrameRules.bytesOf(in), start, count, tooLarge ? rules.maxRaw() : (int) length);
    if (seen < length) {
      return;
    }
    byte[] record = kept.take(kept.size());
    if (tooLarge) {
      rules.rejectTooLarge(out, record, length, origin + in.position());
    } else {
      out.add(record, origin + in.position());
    }
    next();
  }

  private void breakOff(ByteBuffer in, RecordBatch out, long origin) {
    int more = Math.max(0, Math.min(in.remaining(), rules.maxRaw() - header.length));
    byte[] raw = withHeader(FrameRules.bytesOf(in), in.position(), more);
    long atHand = header.length + (long) in.remaining();
    in.position(in.limit());
    String error =
        "the frame's length is ["
            + length
            + "], more than the limit of ["
            + rules.maxSize()
            + "]; what follows cannot be told apart, so the connection is closed";
    out.reject(raw, atHand, origin + in.position(), "framing", error);
    next();
  }

  private byte[] withHeader(byte[] from, int start, int count) {
    byte[] raw = Arrays.copyOf(header, headerSeen + count);
    System.arraycopy(from, start, raw, headerSeen, count);
    return raw;
  }

  private void next() {
    headerSeen = 0;
    length = 0;
    seen = 0;
  }
}

package dev.potoroo.connector.framing;

import dev.potoroo.connector.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Lines, ended by a line feed. */
final class LineDecoder implements FrameDecoder {
  private final FrameRules rules;
  private final PartialFrame kept = new PartialFrame();

  /** Of the line that has begun: how many bytes have come, whether kept or not, and the last. */
  private long size;

  private byte last;

  LineDecoder(FrameRules rules) {
    this.rules = rules;
  }

  @Override
  public boolean decode(ByteBuffer in, RecordBatch out, long origin) {
    byte[] bytes = FrameRules.bytesOf(in);
    while (in.hasRemaining() && !out.full()) {
      int start = in.position();
      int end = lineFeed(bytes, start, in.limit());
      if (end == in.limit()) {
        keep(bytes, start, end);
        in.position(end);
      } else {
        in.position(end + 1);
        line(bytes, start, end, out, origin + end + 1);
      }
    }
    return true;
  }

  @Override
  public void end(RecordBatch out, long position) {
    if (rules.file() || size > rules.maxSize() + 1L) {
      keptLine(out, position);
    } else if (size > 0) {
      long had = size;
      size = 0;
      String where = "within a line, after " + had + " bytes of it";
      rules.rejectCut(out, kept.take(rules.maxRaw()), had, position, where);
    }
  }

  private static int lineFeed(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  private void line(byte[] bytes, int start, int end, RecordBatch out, long position) {
    if (size > 0) {
      keep(bytes, start, end);
      keptLine(out, position);
      return;
    }
    int stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    int length = stop - start;
    if (length > rules.maxSize()) {
      int raw = Math.min(length, rules.maxRaw());
      rules.rejectTooLarge(out, Arrays.copyOfRange(bytes, start, start + raw), length, position);
    } else if (length > 0) {
      out.add(Arrays.copyOfRange(bytes, start, stop), position);
    }
  }

  private void keep(byte[] bytes, int start, int end) {
    if (start == end) {
      return;
    }
    size += end - start;
    last = bytes[end - 1];
    // One byte more than a record may have: it may be a carriage return.
    long most = rules.maxSize() + 1L;
    if (size > most) {
      kept.append(bytes, start, end - start, rules.maxRaw());
      kept.truncate(rules.maxRaw());
    } else {
      kept.append(bytes, start, end - start, (int) Math.min(most, Integer.MAX_VALUE - 8));
    }
  }

  private void keptLine(RecordBatch out, long position) {
    long length = size > 0 && last == '\r' ? size - 1 : size;
    size = 0;
    if (length > rules.maxSize()) {
      int raw = (int) Math.min(length, rules.maxRaw());
      rules.rejectTooLarge(out, kept.take(raw), length, position);
    } else {
      byte[] record = kept.take((int) length);
      if (length > 0) {
        out.add(record, position);
      }
    }
  }
}

package dev.potoroo.connector.file;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.FrameDecoder;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Reads one file, a buffer at a time. */
final class FileReader implements SourceReader {
  private static final int BUFFER_SIZE = 64 * 1024;

  /** So that a stop is seen while a huge record is skipped. */
  private static final int MAX_READS_PER_POLL = 64;

  private static final long WAIT_NANOS = 20_000_000;

  private final FileInput.Opened file;
  private final FrameDecoder decoder;
  private final boolean follow;
  private final AfterHeader records;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).limit(0);

  /** The offset in the file of the end of the buffer. */
  private long offset;

  private boolean ended;

  private FileReader(FileInput.Opened file, SourceContext context, FileFormat format, long offset) {
    this.file = file;
    this.decoder =
        FrameDecoder.forFile(format.framing(), context.maxRecordSize(), context.maxRawSize());
    this.follow = format.follow();
    this.records = new AfterHeader(!format.header() || context.startPosition() > 0);
    this.offset = offset;
  }

  static FileReader open(FileInput input, SourceContext context, FileFormat format)
      throws IOException {
    long start = context.startPosition();
    boolean afterLine = start > 0 && format.framing() == Framing.NEWLINE;
    long offset = afterLine ? start - 1 : start;
    FileInput.Opened file = input.open(offset);
    try {
      file.requireUnchanged(start);
      FileReader reader = new FileReader(file, context, format, offset);
      if (afterLine) {
        reader.skipLineFeed();
      }
      return reader;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public Progress poll(RecordBatch batch) throws IOException {
    int reads = 0;
    while (!ended && !batch.full() && reads < MAX_READS_PER_POLL) {
      if (!buffer.hasRemaining()) {
        if (!read()) {
          return atEnd(batch, reads > 0);
        }
        reads++;
      }
      decoder.decode(buffer, records.before(batch), offset - buffer.limit());
    }
    return ended ? Progress.ENDED : Progress.MORE;
  }

  @Override
  public long lag() throws IOException {
    if (ended) {
      return 0;
    }
    long size = file.size();
    return size < 0 ? -1 : Math.max(0, size - offset) + buffer.remaining();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * Skips the last byte that was read before. It is a line feed, or the end of a last line that had
   * none; the latter may have got one since. Anything else shows that this is another file.
   */
  private void skipLineFeed() throws IOException {
    long start = offset + 1;
    buffer.clear().limit(2);
    while (buffer.hasRemaining() && file.read(buffer) > 0) {}
    buffer.flip();
    offset += buffer.limit();
    if (!buffer.hasRemaining()) {
      throw file.changed("has fewer bytes than the " + start + " that were read");
    }
    boolean ended = buffer.get() == '\n' || !buffer.hasRemaining();
    if (!ended && "\r\n".indexOf(buffer.get(buffer.position())) < 0) {
      throw file.changed("has no line that ends at byte " + start + ", up to which it was read");
    }
  }

  private boolean read() throws IOException {
    buffer.clear();
    int count = file.read(buffer);
    buffer.flip();
    offset += Math.max(0, count);
    return count > 0;
  }

  private Progress atEnd(RecordBatch batch, boolean hasRead) throws IOException {
    if (follow) {
      file.requireUnchanged(offset);
      if (!hasRead) {
        LockSupport.parkNanos(WAIT_NANOS);
      }
      return Progress.WAITING;
    }
    decoder.end(records.before(batch), offset);
    ended = true;
    return Progress.ENDED;
  }
}

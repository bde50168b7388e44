package dev.potoroo.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a commit keeps of a file. Written as {@code LENGTH:ROUND:CHECKSUM}.
 *
 * @param length how long it was; what lies beyond was not committed
 * @param round the last one that changed it, so that no two commits of a path are taken for one
 * @param checksum of its last bytes, so that another file at its path is not taken for it
 */
record FileToken(long length, long round, int checksum) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18}):(\\d{1,18}):([0-9a-f]{8})");
  private static final int CHECKED_BYTES = 4096;

  /** The token of what {@code file} holds up to {@code length}. */
  static FileToken of(OutputFile file, long length, long round) throws IOException {
    return new FileToken(length, round, checksum(file.channel(), length));
  }

  /** Reads a token; empty if it is something else. */
  static Optional<FileToken> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new FileToken(
            Long.parseLong(form.group(1)),
            Long.parseLong(form.group(2)),
            Integer.parseUnsignedInt(form.group(3), 16)));
  }

  /** Whether {@code file} holds, as far as can be told cheaply, what was committed. */
  boolean fits(FileChannel file) throws IOException {
    return file.size() >= length && checksum(file, length) == checksum;
  }

  /** Whether it is of a later round, in which a file that {@code before} is of was no shorter. */
  boolean goesOnFrom(FileToken before) {
    return round > before.round && length >= before.length;
  }

  @Override
  public String toString() {
    return "%d:%d:%08x".formatted(length, round, checksum);
  }

  private static int checksum(FileChannel channel, long length) throws IOException {
    ByteBuffer last = ByteBuffer.allocate((int) Math.min(length, CHECKED_BYTES));
    long start = length - last.capacity();
    while (last.hasRemaining()) {
      if (channel.read(last, start + last.position()) < 0) {
        throw new IOException("the file is shorter than [" + length + "] bytes.");
      }
    }
    CRC32C crc = new CRC32C();
    crc.update(last.flip());
    return (int) crc.getValue();
  }
}

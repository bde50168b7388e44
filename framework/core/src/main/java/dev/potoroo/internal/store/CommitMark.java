package dev.potoroo.internal.store;

import dev.potoroo.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The number of the last round committed, in a file of its own beside the database. A database
 * whose newest log was cut off or damaged opens with what is whole of it, as it must after a crash
 * in the middle of a write; only from outside can be told that more had been promised. Written
 * after the commit, so that it may be one round behind and never ahead.
 */
final class CommitMark implements AutoCloseable {
  private static final String NAME = "LAST-ROUND";
  private static final int SIZE = Long.BYTES + Integer.BYTES;

  private final Path path;
  private final FileChannel channel;
  private long round;

  private CommitMark(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.round = read();
  }

  static CommitMark open(Path directory) throws StoreException {
    Path path = directory.resolve(NAME);
    try {
      Files.createDirectories(directory);
      return new CommitMark(
          path,
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw Failures.io("[" + path + "] cannot be opened", e);
    }
  }

  /** 0 if it is not there, or was being written when the process died. */
  private long read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    if (channel.read(bytes, 0) < SIZE) {
      return 0;
    }
    long stored = bytes.flip().getLong();
    return bytes.getInt() == checksum(stored) ? stored : 0;
  }

  private static int checksum(long round) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(round).flip());
    return (int) crc.getValue();
  }

  /**
   * Compares with the round that the database says it has committed last.
   *
   * @throws StoreException {@link StoreException.Kind#CORRUPT} if the database has lost rounds
   */
  void requireAtLeast(long committed) throws StoreException {
    if (committed < round) {
      throw new StoreException(
          StoreException.Kind.CORRUPT,
          "The store in ["
              + path.getParent()
              + "] has lost rounds: it had committed round ["
              + round
              + "], but its last one is ["
              + committed
              + "], so its newest files were cut off or damaged. Restore it from a backup; or remove ["
              + path
              + "] to go on from round ["
              + committed
              + "].",
          null);
    }
  }

  /** Remembers a round that is committed. */
  void set(long committed) throws StoreException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.putLong(committed).putInt(checksum(committed)).flip();
    try {
      channel.write(bytes, 0);
      channel.force(false);
      round = committed;
    } catch (IOException e) {
      throw Failures.io("[" + path + "] cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Everything in it has been forced to the disk already.
    }
  }
}

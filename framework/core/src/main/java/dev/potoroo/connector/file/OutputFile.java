package dev.potoroo.connector.file;

import dev.potoroo.connector.framing.Framing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A file that is open for writing, and locked, so that nobody else writes it. */
record OutputFile(Path path, FileChannel channel) implements Closeable {
  private static final long PAUSE_NANOS = 5_000_000;

  /**
   * Opens a file, and creates it if there is none.
   *
   * @param patience how long to try if it is locked
   */
  static OutputFile open(Path path, Duration patience) throws IOException {
    FileChannel channel = create(path);
    try {
      if (!lock(channel, patience)) {
        throw new IOException(
            "file ["
                + path
                + "] is being written by another node or sink. Put {node} into the path, so that"
                + " each node has a file of its own, and give each sink its own path.");
      }
      return new OutputFile(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens a file that is there and that nobody writes; empty if there is none such. */
  static Optional<OutputFile> openUnused(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      if (lock(channel, Duration.ZERO)) {
        return Optional.of(new OutputFile(path, channel));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  long size() throws IOException {
    return channel.size();
  }

  /** Makes it end at {@code length}, if it is longer, and goes on writing at its end. */
  void cut(long length) throws IOException {
    if (channel.size() > length) {
      channel.truncate(length);
    }
    channel.position(channel.size());
  }

  /** A crash may have cut the last line: the next record must not become a part of it. */
  void endLine(Framing framing) throws IOException {
    long size = channel.size();
    if (framing != Framing.NEWLINE || size == 0) {
      return;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    if (channel.read(last, size - 1) == 1 && last.get(0) != '\n') {
      append(ByteBuffer.wrap(new byte[] {'\n'}));
    }
  }

  void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("[" + path + "] is a directory. Give the path of a file.");
    }
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "file [" + path + "] cannot be written. Allow it to the user who runs this process.", e);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "file [" + path + "] cannot be created: [" + e.getFile() + "] is no directory.", e);
    }
  }

  private static boolean lock(FileChannel channel, Duration patience) throws IOException {
    long start = System.nanoTime();
    while (!tryLock(channel)) {
      if (System.nanoTime() - start >= patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held within this process.
      return false;
    }
  }
}

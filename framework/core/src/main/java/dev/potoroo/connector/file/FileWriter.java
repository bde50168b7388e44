package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.framing.FrameBuffer;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes one file, which it holds locked. */
final class FileWriter implements SinkWriter {
  private final FileChannel channel;
  private final FrameBuffer buffer;

  private FileWriter(FileChannel channel, Framing framing) {
    this.channel = channel;
    this.buffer = new FrameBuffer(framing);
  }

  static FileWriter open(Path path, boolean append, Framing framing) throws IOException {
    FileChannel channel = create(path);
    try {
      lock(channel, path);
      if (append) {
        channel.position(channel.size());
        endLine(channel, framing);
      } else {
        channel.truncate(0);
      }
      return new FileWriter(channel, framing);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void write(byte[] record) throws IOException {
    buffer.put(record);
    if (buffer.full()) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    ByteBuffer content = buffer.content();
    // First, so that after a failure close() does not write again what was written in part.
    buffer.clear();
    writeFully(channel, content);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (channel.isOpen()) {
        flush();
      }
    }
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

  private static void lock(FileChannel channel, Path path) throws IOException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held within this process: said below.
    }
    if (lock == null) {
      throw new IOException(
          "file ["
              + path
              + "] is being written by another node or sink. Put {node} into the path, so that each"
              + " node has a file of its own, and give each sink its own path.");
    }
  }

  /** A crash may have cut the last line: the next record must not become a part of it. */
  private static void endLine(FileChannel channel, Framing framing) throws IOException {
    long size = channel.size();
    if (framing != Framing.NEWLINE || size == 0) {
      return;
    }
    ByteBuffer last = ByteBuffer.allocate(1);
    if (channel.read(last, size - 1) == 1 && last.get(0) != '\n') {
      writeFully(channel, ByteBuffer.wrap(new byte[] {'\n'}));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

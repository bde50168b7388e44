package dev.potoroo.connector.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file. */
record DiskInput(String name) implements FileInput {

  @Override
  public String describe() {
    return "file " + name;
  }

  @Override
  public Opened open(long offset) throws IOException {
    Path path = Path.of(name);
    requireReadable(name);
    SeekableByteChannel channel = Files.newByteChannel(path);
    try {
      channel.position(offset);
      return new OpenFile(path, channel, keyOf(path));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  static void requireReadable(String name) throws IOException {
    Path path = Path.of(name);
    if (!Files.exists(path)) {
      throw new IOException(
          "file ["
              + name
              + "] does not exist. Create it or correct the path; a relative path starts at ["
              + Path.of("").toAbsolutePath()
              + "].");
    }
    if (Files.isDirectory(path)) {
      throw new IOException(
          "[" + name + "] is a directory. Give the path of a file, or a list of them.");
    }
    if (!Files.isReadable(path)) {
      throw new IOException(
          "file [" + name + "] cannot be read. Allow it to the user who runs this process.");
    }
  }

  private void requireSize(SeekableByteChannel channel, long offset) throws IOException {
    if (channel.size() < offset) {
      throw changed(name, "has " + channel.size() + " bytes, but was read up to byte " + offset);
    }
  }

  static IOException changed(String name, String how) {
    return new IOException(
        "file ["
            + name
            + "] "
            + how
            + ": it was truncated, replaced or removed. Files that are read may only grow; start"
            + " the pipeline anew, or write to a file of another name.");
  }

  /** What identifies the file behind a path; null where the file system has no such thing. */
  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private final class OpenFile implements Opened {
    private final Path path;
    private final SeekableByteChannel channel;
    private final @Nullable Object key;

    OpenFile(Path path, SeekableByteChannel channel, @Nullable Object key) {
      this.path = path;
      this.channel = channel;
      this.key = key;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void requireUnchanged(long offset) throws IOException {
      requireSize(channel, offset);
      try {
        if (!Objects.equals(key, keyOf(path))) {
          throw DiskInput.changed(name, "is another one than before");
        }
      } catch (NoSuchFileException e) {
        throw DiskInput.changed(name, "is gone");
      }
    }

    @Override
    public IOException changed(String how) {
      return DiskInput.changed(name, how);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

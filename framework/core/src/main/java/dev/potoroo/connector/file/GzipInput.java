package dev.potoroo.connector.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file that is compressed with gzip. Offsets are those of what it holds, so to go on at one all
 * before it is decompressed again.
 */
record GzipInput(String name) implements FileInput {
  static final String SUFFIX = ".gz";
  private static final int BUFFER_SIZE = 64 * 1024;

  @Override
  public String describe() {
    return "file " + name;
  }

  @Override
  public Opened open(long offset) throws IOException {
    DiskInput.requireReadable(name);
    InputStream file = Files.newInputStream(Path.of(name));
    try {
      InputStream content = new GZIPInputStream(file, BUFFER_SIZE);
      content.skipNBytes(offset);
      return new OpenGzip(Channels.newChannel(content));
    } catch (IOException e) {
      file.close();
      throw explained(e, offset);
    }
  }

  private IOException explained(IOException e, long offset) {
    if (e instanceof ZipException) {
      return new IOException(
          "file ["
              + name
              + "] cannot be decompressed: "
              + e.getMessage()
              + ". Its name ends in "
              + SUFFIX
              + ", so it must be one of gzip.",
          e);
    }
    if (e instanceof EOFException) {
      return offset == 0
          ? new IOException("file [" + name + "] is empty or cut off; gzip has an end.", e)
          : DiskInput.changed(
              name, "holds fewer than " + offset + " bytes, but was read up to there");
    }
    return e;
  }

  private final class OpenGzip implements Opened {
    private final ReadableByteChannel channel;

    OpenGzip(ReadableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        return channel.read(target);
      } catch (IOException e) {
        throw explained(e, 0);
      }
    }

    @Override
    public long size() {
      return -1;
    }

    @Override
    public void requireUnchanged(long offset) {}

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

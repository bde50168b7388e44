package dev.potoroo.connector.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** A file on the class path. */
record ResourceInput(Class<?> owner, String name) implements FileInput {

  @Override
  public String describe() {
    return "resource " + name;
  }

  @Override
  public Opened open(long offset) throws IOException {
    InputStream stream = owner.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException(
          "resource ["
              + name
              + "] is not on the class path beside ["
              + owner.getName()
              + "]. Put it into src/main/resources, in the folder of the class's package.");
    }
    try {
      stream.skipNBytes(offset);
    } catch (EOFException e) {
      stream.close();
      throw changed(name, "has fewer than " + offset + " bytes");
    } catch (IOException e) {
      stream.close();
      throw e;
    }
    return new OpenResource(name, Channels.newChannel(stream));
  }

  private static IOException changed(String name, String how) {
    return new IOException(
        "resource ["
            + name
            + "] "
            + how
            + ": it is not the one that was read before. Put that one on the class path, or start"
            + " the pipeline anew.");
  }

  private record OpenResource(String name, ReadableByteChannel channel) implements Opened {
    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public long size() {
      return -1;
    }

    @Override
    public void requireUnchanged(long offset) {}

    @Override
    public IOException changed(String how) {
      return ResourceInput.changed(name, how);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

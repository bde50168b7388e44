package dev.potoroo.connector.file;

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
    } catch (IOException e) {
      stream.close();
      throw new IOException("resource [" + name + "] has fewer than " + offset + " bytes.", e);
    }
    return new OpenResource(Channels.newChannel(stream));
  }

  private record OpenResource(ReadableByteChannel channel) implements Opened {
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
    public void close() throws IOException {
      channel.close();
    }
  }
}

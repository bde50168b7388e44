package dev.potoroo.connector.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainWire implements Wire {
  private final SocketChannel channel;
  private boolean shut;

  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    int count = channel.read(into);
    if (shut && count > 0) {
      into.position(start);
      return 0;
    }
    return count;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    channel.write(from);
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    shut = true;
    channel.shutdownOutput();
  }

  @Override
  public boolean isShut() {
    return shut;
  }

  @Override
  public boolean established() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package dev.potoroo.connector.tcp;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection to a server. Not in blocking mode, because only so can it be seen before a write
 * that the server has closed it: a write alone would succeed, and its bytes would be lost.
 */
final class OutgoingConnection implements Closeable {
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer ignored = ByteBuffer.allocate(4096);

  OutgoingConnection(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
    channel.register(selector, SelectionKey.OP_WRITE | SelectionKey.OP_READ);
  }

  /** Sends all of it; waits as long as the server does not read. */
  void send(ByteBuffer bytes) throws IOException {
    requireOpen();
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        awaitChange();
        requireOpen();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }

  private void awaitChange() throws IOException {
    selector.select();
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while the server does not read");
    }
  }

  private void requireOpen() throws IOException {
    int count;
    do {
      ignored.clear();
      count = channel.read(ignored);
    } while (count > 0);
    if (count < 0) {
      throw new IOException("the server closed it");
    }
  }
}

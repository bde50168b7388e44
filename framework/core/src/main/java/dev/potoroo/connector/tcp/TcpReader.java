package dev.potoroo.connector.tcp;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.framing.FrameDecoder;
import dev.potoroo.connector.framing.Framing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all connections on the thread that polls, with one buffer. Nothing is read unless it is
 * polled: that is the back-pressure.
 */
final class TcpReader implements SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(TcpReader.class);
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final long WAIT_MILLIS = 20;

  private final String source;
  private final ServerSocketChannel server;
  private final Limits limits;
  private final Selector selector;
  private final String address;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).limit(0);

  /** Connections that had something to read when last asked. */
  private Iterator<SelectionKey> ready = Collections.emptyIterator();

  /** Whose bytes are in the buffer. */
  private @Nullable Connection current;

  /** Bytes read from all connections: the position. */
  private long received;

  private int connections;
  private long refused;

  /** What a connection may bring, and how many there may be. */
  record Limits(Framing framing, int maxSize, int maxRaw, int maxConnections) {}

  private record Connection(SocketChannel channel, String peer, FrameDecoder decoder) {}

  private TcpReader(
      String source, ServerSocketChannel server, Limits limits, Selector selector, String address) {
    this.source = source;
    this.server = server;
    this.limits = limits;
    this.selector = selector;
    this.address = address;
  }

  static TcpReader open(String source, ServerSocketChannel server, Limits limits)
      throws IOException {
    try {
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      String address = text(server.getLocalAddress());
      LOG.info("source [{}] listens on {}", source, address);
      return new TcpReader(source, server, limits, selector, address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public Optional<String> describe() {
    return Optional.of("tcp " + address);
  }

  @Override
  public Progress poll(RecordBatch batch) throws IOException {
    boolean selected = false;
    boolean served = false;
    while (!batch.full()) {
      if (buffer.hasRemaining()) {
        decode(batch);
        served = true;
      } else if (ready.hasNext()) {
        SelectionKey key = ready.next();
        ready.remove();
        serve(key, batch);
        served = true;
      } else if (selected || served) {
        return served ? Progress.MORE : Progress.WAITING;
      } else {
        selector.select(WAIT_MILLIS);
        ready = selector.selectedKeys().iterator();
        selected = true;
      }
    }
    return Progress.MORE;
  }

  @Override
  public void close() throws IOException {
    if (!selector.isOpen()) {
      return;
    }
    try (selector;
        server) {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
  }

  private void serve(SelectionKey key, RecordBatch batch) throws IOException {
    if (!key.isValid()) {
      return;
    }
    if (key.attachment() instanceof Connection connection) {
      read(connection, batch);
    } else {
      accept();
    }
  }

  private void accept() throws IOException {
    SocketChannel channel;
    try {
      channel = server.accept();
    } catch (IOException e) {
      // Too many open files, say: the connections that there are go on.
      warnOfRefused(e.toString());
      LockSupport.parkNanos(WAIT_MILLIS * 1_000_000);
      return;
    }
    if (channel == null) {
      return;
    }
    if (connections >= limits.maxConnections()) {
      channel.close();
      warnOfRefused("it already has max-connections = " + limits.maxConnections());
      return;
    }
    channel.configureBlocking(false);
    // Or else a peer that vanished without a word would hold its place for good.
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    String peer = text(channel.getRemoteAddress());
    FrameDecoder decoder =
        FrameDecoder.forConnection(limits.framing(), limits.maxSize(), limits.maxRaw());
    channel.register(selector, SelectionKey.OP_READ, new Connection(channel, peer, decoder));
    connections++;
  }

  /** Says so at the first, second, fourth, eighth... so that a flood cannot fill the log. */
  private void warnOfRefused(String reason) {
    refused++;
    if (Long.bitCount(refused) == 1) {
      LOG.warn("source [{}] has refused {} connection(s): {}", source, refused, reason);
    }
  }

  private void read(Connection connection, RecordBatch batch) throws IOException {
    buffer.clear();
    int count;
    try {
      count = connection.channel().read(buffer);
    } catch (IOException e) {
      LOG.debug("source [{}]: connection from {} failed", source, connection.peer(), e);
      count = -1;
    }
    buffer.flip();
    if (count < 0) {
      connection.decoder().end(batch, received);
      close(connection);
    } else {
      received += count;
      current = connection;
      decode(batch);
    }
  }

  private void decode(RecordBatch batch) throws IOException {
    Connection connection = current;
    if (connection == null) {
      return;
    }
    if (!connection.decoder().decode(buffer, batch, received - buffer.limit())) {
      LOG.warn(
          "source [{}] closes the connection from {}: bad frame length", source, connection.peer());
      close(connection);
    }
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }

  private void close(Connection connection) throws IOException {
    connections--;
    connection.channel().close();
  }
}

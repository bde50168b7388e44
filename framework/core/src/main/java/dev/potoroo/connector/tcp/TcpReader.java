package dev.potoroo.connector.tcp;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
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
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves all connections on the thread that polls, with one buffer. Nothing is read unless it is
 * polled: that is the back-pressure.
 */
final class TcpReader implements SourceReader {
  private static final Logger LOG = LoggerFactory.getLogger(TcpReader.class);
  private static final long WAIT_MILLIS = 20;

  private final String source;
  private final ServerSocketChannel server;
  private final Service service;
  private final Wiring wiring;
  private final Selector selector;
  private final String address;
  private final ByteBuffer buffer = ByteBuffer.allocate(Wire.ROOM).limit(0);

  /** Connections that had something to read when last asked. */
  private Iterator<SelectionKey> ready = Collections.emptyIterator();

  /** Whose bytes are in the buffer. */
  private @Nullable Connection current;

  /** Bytes read from all connections. */
  private long received;

  private int connections;
  private long refused;

  /**
   * What connections get.
   *
   * @param maxConnections how many there may be
   * @param tls what makes them speak TLS, if anything
   * @param conversations what is said on one, by the peer's address
   */
  record Service(
      int maxConnections,
      Optional<Tls> tls,
      Function<String, ? extends Conversation> conversations) {}

  /** Makes a connection plain, or speak TLS. */
  private interface Wiring {
    Wire wire(SocketChannel channel) throws IOException;
  }

  private record Connection(
      SocketChannel channel, Wire wire, String peer, Conversation conversation) {
    boolean established() {
      return wire.established() && conversation.established();
    }

    /** Sends what can be sent; whether that is all. */
    boolean sends() throws IOException {
      ByteBuffer unsent = conversation.unsent();
      while (unsent.hasRemaining()) {
        wire.write(unsent);
        if (unsent.hasRemaining()) {
          return false;
        }
        unsent = conversation.unsent();
      }
      return wire.flush();
    }
  }

  private TcpReader(String source, ServerSocketChannel server, Service service, Wiring wiring)
      throws IOException {
    this.source = source;
    this.server = server;
    this.service = service;
    this.wiring = wiring;
    this.selector = Selector.open();
    server.register(selector, SelectionKey.OP_ACCEPT);
    this.address = text(server.getLocalAddress());
    LOG.info("source [{}] listens on {}", source, address);
  }

  static TcpReader open(SourceContext context, String host, int port, Service service)
      throws IOException {
    Wiring wiring = service.tls().isPresent() ? service.tls().get().server()::wire : PlainWire::new;
    ServerSocketChannel server = context.listen(port, at -> Listener.open(host, at));
    try {
      return new TcpReader(context.source(), server, service, wiring);
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
  public OptionalInt port() {
    return OptionalInt.of(server.socket().getLocalPort());
  }

  @Override
  public Progress poll(RecordBatch batch) throws IOException {
    boolean selected = false;
    boolean served = false;
    while (!batch.full()) {
      if (buffer.hasRemaining()) {
        take(batch);
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
        if (key.attachment() instanceof Connection connection) {
          close(connection);
        }
      }
    }
  }

  @Override
  public void committed(long position) {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof Connection connection) {
        connection.conversation().committed(position);
        send(connection);
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
    if (connections >= service.maxConnections()) {
      warnOfRefused("it already has max-connections = " + service.maxConnections());
      if (!displaceStranger()) {
        channel.close();
        return;
      }
    }
    channel.configureBlocking(false);
    // Or else a peer that vanished without a word would hold its place for good.
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String peer = text(channel.getRemoteAddress());
    Conversation conversation = service.conversations().apply(peer);
    channel.register(
        selector,
        SelectionKey.OP_READ,
        new Connection(channel, wiring.wire(channel), peer, conversation));
    connections++;
  }

  /** Closes a connection that has not shown that it belongs here; whether there was one. */
  private boolean displaceStranger() throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (key.isValid()
          && key.attachment() instanceof Connection connection
          && !connection.established()) {
        close(connection);
        return true;
      }
    }
    return false;
  }

  /** Says so at the first, second, fourth, eighth... so that a flood cannot fill the log. */
  private void warnOfRefused(String reason) {
    refused++;
    if (Long.bitCount(refused) == 1) {
      LOG.warn("source [{}] has refused {} connection(s): {}", source, refused, reason);
    }
  }

  private void read(Connection connection, RecordBatch batch) {
    buffer.clear();
    int count;
    try {
      count = connection.wire().read(buffer);
    } catch (IOException e) {
      noteFailure(connection, e);
      count = -1;
    }
    buffer.flip();
    if (count < 0) {
      connection.conversation().end(batch, received);
      close(connection);
      return;
    }
    received += count;
    current = connection;
    take(batch);
  }

  private void take(RecordBatch batch) {
    Connection connection = current;
    if (connection == null) {
      return;
    }
    if (!buffer.hasRemaining()
        || connection.conversation().take(buffer, batch, received - buffer.limit())) {
      send(connection);
    } else {
      close(connection);
    }
  }

  private void noteFailure(Connection connection, IOException e) {
    if (!connection.established()) {
      warnOfRefused(connection.peer() + ": " + e);
    } else {
      LOG.debug("source [{}]: connection from {} failed", source, connection.peer(), e);
    }
  }

  /** Sends what can be, and sees to it that the rest is when it can. */
  private void send(Connection connection) {
    SelectionKey key = connection.channel().keyFor(selector);
    if (key == null || !key.isValid()) {
      return;
    }
    try {
      boolean sent = connection.sends();
      if (sent && connection.conversation().over() && !connection.wire().isShut()) {
        connection.wire().shutdownOutput();
      }
      int interest = sent ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    } catch (IOException e) {
      noteFailure(connection, e);
      close(connection);
    }
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }

  private void close(Connection connection) {
    if (!connection.channel().isOpen()) {
      return;
    }
    connections--;
    try {
      connection.wire().close();
    } catch (IOException e) {
      LOG.debug("source [{}]: connection from {} failed", source, connection.peer(), e);
    }
  }
}

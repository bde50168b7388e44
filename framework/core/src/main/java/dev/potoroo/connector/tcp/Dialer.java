package dev.potoroo.connector.tcp;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Connects to a server, and says clearly why it cannot. */
record Dialer(String host, int port, Duration timeout) {

  /** A connection in non-blocking mode. Looks the host's address up anew each time. */
  SocketChannel connect() throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("host [" + host + "] is unknown. Correct it, or check the DNS.");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.socket().connect(address, millis());
      channel.configureBlocking(false);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw explained(e);
    }
  }

  private int millis() {
    // To the socket, 0 is without end: not what a microsecond means.
    long atLeast = timeout.isZero() ? 0 : 1;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(atLeast, timeout.toMillis()));
  }

  private IOException explained(IOException e) {
    String where = "port " + port + " on " + host;
    if (e instanceof SocketTimeoutException) {
      return new IOException(
          where + " did not answer within " + timeout.toMillis() + " ms. Check host and port.", e);
    }
    if (e instanceof ConnectException) {
      return new IOException(
          "nothing listens at " + where + ". Start the server, or correct host and port.", e);
    }
    return new IOException(where + " cannot be reached: " + e.getMessage(), e);
  }
}

package dev.potoroo.connector.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;

/** Binds a port, and says clearly why it cannot. */
final class Listener {
  private Listener() {}

  static ServerSocketChannel open(String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException(
          "host [" + host + "] is unknown. Give an address of this machine, such as 127.0.0.1.");
    }
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(address);
      return channel;
    } catch (SocketException e) {
      channel.close();
      throw explained(e, address.getAddress(), host, port);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException explained(
      SocketException e, InetAddress address, String host, int port) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("permission")) {
      return new IOException(
          "port " + port + " on " + host + " may not be opened by this user. Use one above 1023.",
          e);
    }
    if (e instanceof BindException && isOurs(address)) {
      return new IOException(
          "port "
              + port
              + " on "
              + host
              + " is in use. Stop what uses it, or set another port; 0 takes a free one.",
          e);
    }
    return new IOException(
        "host [" + host + "] is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.", e);
  }

  /** Whether the address itself can be bound, so that it is the port that cannot. */
  private static boolean isOurs(InetAddress address) {
    try (ServerSocket probe = new ServerSocket(0, 1, address)) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

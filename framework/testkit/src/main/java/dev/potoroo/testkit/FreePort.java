package dev.potoroo.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are stopped and started again within a test.
 *
 * <p>A port that the system chooses (0) is one of those from which it also takes the near end of
 * any connection: while nobody listens there, somebody else's connection may have it, even one that
 * tries to reach the server. These are below the ports that Linux, macOS and Windows take for that.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int TRIES = 1_000;

  private FreePort() {}

  /**
   * A port of the loopback address at which nobody listens. Thread-safe.
   *
   * @throws IllegalStateException if there seems to be none
   */
  public static int find() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from [" + FIRST + "] to [" + END + "]");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

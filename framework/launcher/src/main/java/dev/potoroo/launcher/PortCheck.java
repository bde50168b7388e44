package dev.potoroo.launcher;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds ports that are in use before anything starts: Pekko logs a stack trace for its own, and the
 * management endpoint opens when records already flow. Who takes a port after this check is still
 * found, only less politely.
 */
final class PortCheck {
  private static final String BIND = "pekko.remote.artery.bind.hostname";

  private PortCheck() {}

  /** Tries the addresses in a checked configuration. */
  static void of(Config config) {
    if (!config.hasPath(BIND) || config.getString(BIND).isEmpty()) {
      listen(config, "node", "potoroo.cluster", "--port");
    }
    listen(config, "management endpoint", "potoroo.management", "--management-port");
  }

  private static void listen(Config config, String who, String block, String option) {
    String host = config.getString(block + ".host");
    int port = config.getInt(block + ".port");
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new PotorooException(
          ErrorCode.PORT_NOT_BOUND,
          ("The %s cannot listen on [%s:%d]: %s. Stop what uses it, or take another port with %s (0"
                  + " is any free one); %s.host must be an address of this machine.")
              .formatted(who, host, port, e.getMessage(), option, block),
          e);
    }
  }
}

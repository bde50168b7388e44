package dev.potoroo.connector.tcp;

/** What a port may be. */
final class Ports {
  static final int MAX = 65_535;

  private Ports() {}

  static int require(int port, int min) {
    if (port < min || port > MAX) {
      throw new IllegalArgumentException(
          "port [" + port + "] must be from " + min + " to " + MAX + ".");
    }
    return port;
  }
}

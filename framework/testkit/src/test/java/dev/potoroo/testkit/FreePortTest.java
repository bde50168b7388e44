package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void givesAPortAtWhichOneCanListenAgainAndAgain() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    int port = FreePort.find();
    for (int i = 0; i < 3; i++) {
      try (ServerSocket server = new ServerSocket(port, 1, here)) {
        assertThat(server.getLocalPort()).isEqualTo(port);
        assertThat(FreePort.find()).as("another one meanwhile").isNotEqualTo(port);
      }
    }
  }
}

package dev.potoroo.connector.tcp;

import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.testkit.connector.FaultyPeer;
import dev.potoroo.testkit.connector.SinkContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class TcpSinkContractTest extends SinkContract {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private FaultyPeer peer;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    peer = FaultyPeer.before("127.0.0.1", server.getLocalPort());
    Thread thread = new Thread(this::serve, "server-of-a-test");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection after the other, so that their order is that of the lines. */
  private void serve() {
    while (true) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(server.accept().getInputStream(), StandardCharsets.UTF_8))) {
        reader.lines().forEach(lines::add);
      } catch (IOException e) {
        return;
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    peer.close();
    server.close();
  }

  @Override
  protected SinkConnector emptySink() {
    return TcpSink.to(peer.host(), peer.port());
  }

  @Override
  protected List<String> content(int atLeast) {
    await().until(() -> lines.size() >= atLeast);
    return lines;
  }

  @Override
  protected Optional<FaultyPeer> peer() {
    return Optional.of(peer);
  }

  @Override
  protected boolean isCertainOnceFlushed() {
    return false;
  }
}

package dev.potoroo.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands between a store and its server, and cuts the connection at a chosen statement. */
final class Proxy implements AutoCloseable {
  /** Where to cut. */
  enum Cut {
    BEFORE_THE_SERVER_SEES_IT,
    BEFORE_THE_CLIENT_HEARS_OF_IT
  }

  private record Order(String statement, Cut cut) {}

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Order> order = new AtomicReference<>();
  private final int target;

  Proxy(int target) throws IOException {
    this.target = target;
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Once, at the next statement that has this text in it. */
  void cut(String statement, Cut cut) {
    order.set(new Order(statement, cut));
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      Pair pair = new Pair(client, server);
      daemon(() -> pair.closedAfter(pair::toServer));
      daemon(() -> pair.closedAfter(pair::toClient));
    }
  }

  private final class Pair {
    private final Socket client;
    private final Socket server;
    private volatile boolean deaf;

    private Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void toServer() throws IOException {
      byte[] buffer = new byte[1 << 16];
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        Order now = order.get();
        if (now != null && new String(buffer, 0, read, ISO_8859_1).contains(now.statement())) {
          order.set(null);
          if (now.cut() == Cut.BEFORE_THE_SERVER_SEES_IT) {
            break;
          }
          deaf = true;
        }
        out.write(buffer, 0, read);
      }
    }

    private void toClient() throws IOException {
      byte[] buffer = new byte[1 << 16];
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (deaf) {
          break; // the answer is here: the server has done it
        }
        out.write(buffer, 0, read);
      }
    }

    private void closedAfter(Work work) throws IOException {
      try {
        work.run();
      } finally {
        client.close();
        server.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : open) {
      each.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A socket was closed: the end.
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }
}

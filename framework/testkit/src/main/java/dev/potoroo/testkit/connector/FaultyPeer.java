package dev.potoroo.testkit.connector;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/**
 * Stands before an outside system that is reached over TCP, and passes on all that goes to it and
 * comes from it, until it is told to be slow or to fail. A connector that is given {@link #host}
 * and {@link #port} as the system's address sees a system that is so. Thread-safe.
 */
public final class FaultyPeer implements AutoCloseable {
  private static final int BUFFER_SIZE = 8192;

  private String targetHost;
  private int targetPort;
  private final ServerSocket server;
  private final Set<Closeable> open = new HashSet<>();
  private boolean stalled;
  private boolean away;
  private boolean closed;
  private long untilCut = Long.MAX_VALUE;
  private long cuts;
  private long held;

  private FaultyPeer(String targetHost, int targetPort) throws IOException {
    this.targetHost = targetHost;
    this.targetPort = targetPort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** One before the system at that address. */
  public static FaultyPeer before(String host, int port) throws IOException {
    FaultyPeer peer = new FaultyPeer(host, port);
    peer.start(peer::accept);
    return peer;
  }

  /** Stands before another system from now on, for new connections. */
  public synchronized void moveTo(String host, int port) {
    targetHost = host;
    targetPort = port;
  }

  /** Where it listens. */
  public String host() {
    return server.getInetAddress().getHostAddress();
  }

  /** The port on which it listens, a free one. */
  public int port() {
    return server.getLocalPort();
  }

  /** Passes nothing on from now on; connections stay, as with a system that hangs. */
  public synchronized void stall() {
    stalled = true;
  }

  /** Passes on again what {@link #stall} has kept, and all that follows. */
  public synchronized void resume() {
    stalled = false;
    held = 0;
    notifyAll();
  }

  /** Returns when something is kept because of {@link #stall}. */
  public synchronized void awaitHeld() throws InterruptedException {
    while (held == 0) {
      wait();
    }
  }

  /** Breaks all connections when so many more bytes have come, in both directions together. */
  public synchronized void cutAfter(long bytes) {
    untilCut = bytes;
  }

  /** How often connections were broken by {@link #cutAfter}. */
  public synchronized long cuts() {
    return cuts;
  }

  /** Breaks all connections, and takes no others until it {@linkplain #comeBack comes back}. */
  public synchronized void goAway() {
    away = true;
    breakAll();
  }

  /** Takes connections again. */
  public synchronized void comeBack() {
    away = false;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    notifyAll();
    server.close();
    breakAll();
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-peer");
    thread.setDaemon(true);
    thread.start();
  }

  private void breakAll() {
    open.forEach(FaultyPeer::closeQuietly);
    open.clear();
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is broken, as it was meant to be.
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket client = server.accept();
        if (!connect(client)) {
          client.close();
        }
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private boolean connect(Socket client) throws IOException {
    String host;
    int port;
    synchronized (this) {
      if (away || closed) {
        return false;
      }
      host = targetHost;
      port = targetPort;
    }
    Socket target = new Socket(host, port);
    synchronized (this) {
      open.add(client);
      open.add(target);
    }
    start(() -> pass(client, target));
    start(() -> pass(target, client));
    return true;
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_SIZE];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int passed = allowed(count);
        out.write(buffer, 0, passed);
        out.flush();
        if (passed < count) {
          cut();
          return;
        }
      }
    } catch (IOException e) {
      // Broken by one of both, or by this.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        open.remove(from);
        open.remove(to);
      }
    }
  }

  /** How many of so many bytes may be passed on, when it is their turn. */
  private synchronized int allowed(int count) throws InterruptedException {
    while (stalled && !closed) {
      held += count;
      notifyAll();
      wait();
    }
    int passed = (int) Math.min(count, untilCut);
    untilCut -= untilCut == Long.MAX_VALUE ? 0 : passed;
    return passed;
  }

  private synchronized void cut() {
    untilCut = Long.MAX_VALUE;
    cuts++;
    breakAll();
  }
}

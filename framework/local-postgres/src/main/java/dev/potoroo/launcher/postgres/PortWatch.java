package dev.potoroo.launcher.postgres;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Notices that nobody listens at a port any more. To watch the process would not do: it is no child
 * of ours, and in a container where nobody reaps, it seems to live for ever.
 */
final class PortWatch implements AutoCloseable {
  private static final int SECONDS = 2;
  private static final int REFUSALS = 2;

  private final SocketAddress address;
  private final CompletableFuture<Void> refused = new CompletableFuture<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(PortWatch::daemon);
  private int refusals;

  PortWatch(SocketAddress address) {
    this.address = address;
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(this::connect, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private void connect() {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) TimeUnit.SECONDS.toMillis(SECONDS));
      refusals = 0;
    } catch (ConnectException e) {
      refusals++;
      if (refusals == REFUSALS) {
        refused.complete(null);
      }
    } catch (IOException e) {
      // It is slow to answer, which is not its end.
      refusals = 0;
    }
  }

  /** Completes when connections are refused. */
  CompletableFuture<Void> refused() {
    return refused;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "potoroo-postgres-watch");
    thread.setDaemon(true);
    return thread;
  }
}

package dev.potoroo.connector.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's server of HTTP with threads of its own, and a limit to how long a request may take. */
final class Server implements AutoCloseable {
  private static final int BACKLOG = 200;
  private static final long MAX_REQUEST_SECONDS = 30;

  private final String host;
  private final HttpServer server;
  private final ExecutorService threads;
  private final ScheduledThreadPoolExecutor timer;

  private Server(
      String host, HttpServer server, ExecutorService threads, ScheduledThreadPoolExecutor timer) {
    this.host = host;
    this.server = server;
    this.threads = threads;
    this.timer = timer;
  }

  /**
   * Starts one.
   *
   * @param name of its threads
   * @param handler is given each request, on one of {@code threads} threads
   * @throws IOException if it cannot listen there; says why
   */
  static Server start(String name, String host, int port, int threads, Handler handler)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException(
          "host [" + host + "] is unknown. Give an address of this machine, such as 127.0.0.1.");
    }
    ThreadFactory factory = factory(name);
    HttpServer http;
    try {
      http = HttpServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "port "
              + port
              + " on "
              + host
              + " cannot be opened ("
              + e.getMessage()
              + "). Stop what uses it, or set another one; 0 takes a free one.",
          e);
    } catch (SocketException e) {
      throw new IOException(
          "port " + port + " on " + host + " may not be opened by this user. Use one above 1023.",
          e);
    }
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
    Server server = new Server(host, http, Executors.newFixedThreadPool(threads, factory), timer);
    http.setExecutor(server.threads);
    http.createContext("/", exchange -> server.handle(exchange, handler));
    http.start();
    return server;
  }

  /**
   * What is done with a request: reads it, and ends the exchange, then or, on another thread,
   * later.
   */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void handle(HttpExchange exchange, Handler handler) throws IOException {
    // A client that sends its body byte by byte would keep a thread for as long as it likes.
    var late = timer.schedule(exchange::close, MAX_REQUEST_SECONDS, TimeUnit.SECONDS);
    try {
      handler.handle(exchange);
    } finally {
      late.cancel(false);
    }
  }

  /** The URL of a path. */
  String url(String path) {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "http://" + shown + ":" + port() + path;
  }

  /** The port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Answers something later, on a thread that no client can keep. */
  void answer(Runnable task) {
    timer.execute(task);
  }

  /** Takes no more requests; what is to be answered still is. */
  @Override
  public void close() {
    if (threads.isShutdown()) {
      return;
    }
    threads.shutdown();
    timer.shutdown();
    try {
      timer.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
  }
}

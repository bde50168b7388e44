package dev.potoroo.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that knows the bundled ratings, and fails at first if it is to. */
final class Ratings implements AutoCloseable {
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final int failures;
  private final HttpServer server;

  private Ratings(int failures) throws IOException {
    this.failures = failures;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/rating/", this::answer);
    server.start();
  }

  /** Starts one whose first answers are failures. */
  static Ratings failing(int times) throws IOException {
    return new Ratings(times);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The keys that it was told, in the order of requests. */
  List<String> keys() {
    return keys;
  }

  private void answer(HttpExchange exchange) throws IOException {
    keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    String file = exchange.getRequestURI().getPath().substring(1);
    boolean known = Ratings.class.getResource(file) != null;
    if (keys.size() <= failures || !known) {
      exchange.sendResponseHeaders(known ? 503 : 404, -1);
    } else {
      byte[] body = Bundled.bytes(file);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

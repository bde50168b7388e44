package dev.potoroo.connector.http;

import com.sun.net.httpserver.HttpExchange;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last records, and serves them; each listener has a thread. */
final class EventsWriter implements SinkWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventsWriter.class);
  private static final int THREADS = 4;
  private static final int AT_ONCE = 1_000;
  private static final long QUIET_MILLIS = 10_000;

  private final EventsSink.Settings settings;
  private final String name;
  private final Gate gate;
  private final Events events;
  private final Server server;
  private final AtomicInteger listeners = new AtomicInteger();

  EventsWriter(EventsSink.Settings settings, SinkContext context) throws IOException {
    this.settings = settings;
    this.name = context.sink();
    this.gate = new Gate(settings.path(), "GET", settings.token());
    this.events =
        new Events(
            UUID.randomUUID().toString().substring(0, 8), settings.keep(), settings.keepSize());
    this.server =
        Server.start(
            "sink-" + name + "-events", settings.host(), settings.port(), THREADS, this::handle);
    LOG.info("sink [{}] shows its records at {}", name, server.url(settings.path()));
  }

  int port() {
    return server.port();
  }

  private void handle(HttpExchange exchange) {
    Optional<Answer> refusal =
        gate.refusal(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders());
    if (refusal.isPresent()) {
      refusal.get().sendTo(exchange);
    } else if (listeners.incrementAndGet() > settings.maxListeners()) {
      listeners.decrementAndGet();
      Answer.FULL_OF_LISTENERS.sendTo(exchange);
    } else {
      Thread thread = new Thread(() -> serve(exchange), "sink-" + name + "-listener");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
      long seen = events.begin(lastId == null ? "" : lastId);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      send(": " + name + "\n\n", out);
      while (!events.isClosed()) {
        Events.Part part = events.next(seen, AT_ONCE, QUIET_MILLIS);
        if (part.missed() > 0) {
          send("event: missed\ndata: " + part.missed() + "\n\n", out);
        }
        // A line that says nothing shows that the listener is gone, if it is.
        send(part.text().isEmpty() ? ":\n\n" : part.text(), out);
        seen = part.number();
      }
    } catch (IOException e) {
      // The listener has left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.decrementAndGet();
    }
  }

  private static void send(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void write(byte[] record) {
    events.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    events.close();
    server.close();
  }
}

package dev.potoroo.connector.http;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows records as server-sent events to whoever listens at an address of this machine, as they
 * come: {@code curl -N http://127.0.0.1:7081/}. Each node shows what goes out on it.
 *
 * <p>It is for looking on, not for keeping: a record is shown at once, may be shown again after a
 * crash, and is shown to nobody if nobody listens. The last ones are kept in memory, so a listener
 * that was away for a moment goes on where it was ({@code Last-Event-ID}); one that is too slow is
 * told how many it has missed ({@code event: missed}). Nobody slows the pipeline down. Records
 * should be text. Immutable.
 */
public final class EventsSink implements SinkConnector {
  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_KEEP = 10_000;
  static final int DEFAULT_KEEP_SIZE = 16 << 20;
  static final int DEFAULT_MAX_LISTENERS = 100;

  private final Settings settings;

  /** All there is to set. */
  record Settings(
      String host,
      int port,
      String path,
      Optional<String> token,
      int keep,
      int keepSize,
      int maxListeners) {
    Settings {
      Objects.requireNonNull(host, "host");
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port [" + port + "] must be 0 to 65535.");
      }
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path [" + path + "] must begin with [/].");
      }
      if (token.filter(String::isEmpty).isPresent()) {
        throw new IllegalArgumentException("token is empty. Leave it out, or set a secret one.");
      }
    }
  }

  EventsSink(Settings settings) {
    this.settings = settings;
  }

  /** At {@code port} of this machine's address {@code host}; port 0 takes a free one. */
  public static EventsSink listen(String host, int port) {
    return new EventsSink(
        new Settings(
            host,
            port,
            "/",
            Optional.empty(),
            DEFAULT_KEEP,
            DEFAULT_KEEP_SIZE,
            DEFAULT_MAX_LISTENERS));
  }

  @Override
  public String describe() {
    return "events at http://" + settings.host + ":" + settings.port + settings.path;
  }

  @Override
  public SinkWriter open(SinkContext context) throws Exception {
    return new EventsWriter(settings, context);
  }
}

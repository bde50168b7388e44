package dev.potoroo.connector.http;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.util.Objects;
import java.util.Optional;

/**
 * Listens on each node for requests that bring records, and answers with 202 when what the records
 * have changed is committed. Never ends.
 *
 * <pre>{@code
 * Source.named("orders", Delivery.codec()).from(HttpSource.listen("127.0.0.1", 7080))
 * }</pre>
 *
 * <p>The body of a {@code POST} is a record; with the type {@code application/x-ndjson} each of its
 * lines is one. Any other answer than 202, or none, means that the client does not know what became
 * of its request, and should send it again: with {@link Delivery} its effect is the same as if it
 * had been sent once.
 *
 * <p>So that memory is bounded, at most so many requests wait to be committed; more are answered
 * with 429. A pipeline that stops, or goes back to its last commit, answers those that wait with
 * 503. Without a store nothing is ever committed: 202 then says only that the records were taken.
 * Immutable.
 */
public final class HttpSource implements SourceConnector {
  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_MAX_BODY = 8 << 20;
  static final int DEFAULT_MAX_WAITING = 1_000;
  static final int DEFAULT_MAX_WAITING_SIZE = 64 << 20;

  private final Settings settings;

  /** All there is to set. */
  record Settings(
      String host,
      int port,
      String path,
      Optional<String> token,
      int maxBody,
      int maxWaiting,
      int maxWaitingSize) {
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
      if (maxBody < 1 || maxBody == Integer.MAX_VALUE || maxWaiting < 1 || maxWaitingSize < 1) {
        throw new IllegalArgumentException("limits must be at least 1 and below 2 GiB.");
      }
    }
  }

  HttpSource(Settings settings) {
    this.settings = settings;
  }

  /**
   * Takes requests at {@code port} of this machine's address {@code host}, with the path {@code /};
   * port 0 takes a free one, the same for as long as the node runs, which {@link
   * SourceReader#describe} and the log tell.
   */
  public static HttpSource listen(String host, int port) {
    return new HttpSource(
        new Settings(
            host,
            port,
            "/",
            Optional.empty(),
            DEFAULT_MAX_BODY,
            DEFAULT_MAX_WAITING,
            DEFAULT_MAX_WAITING_SIZE));
  }

  /** At another path. */
  public HttpSource path(String path) {
    return new HttpSource(
        new Settings(
            settings.host,
            settings.port,
            path,
            settings.token,
            settings.maxBody,
            settings.maxWaiting,
            settings.maxWaitingSize));
  }

  /** Only for clients that send this as their bearer token. */
  public HttpSource token(String token) {
    return new HttpSource(
        new Settings(
            settings.host,
            settings.port,
            settings.path,
            Optional.of(token),
            settings.maxBody,
            settings.maxWaiting,
            settings.maxWaitingSize));
  }

  /**
   * With other limits.
   *
   * @param maxBody the largest body, in bytes (8 MiB); a larger one is answered with 413
   * @param maxWaiting how many requests may wait to be committed (1000); more are answered with 429
   * @param maxWaitingSize how large they may be together, in bytes (64 MiB); then as well
   */
  public HttpSource limits(int maxBody, int maxWaiting, int maxWaitingSize) {
    return new HttpSource(
        new Settings(
            settings.host,
            settings.port,
            settings.path,
            settings.token,
            maxBody,
            maxWaiting,
            maxWaitingSize));
  }

  @Override
  public String describe() {
    return "http " + settings.host + ":" + settings.port + settings.path;
  }

  @Override
  public Scope scope() {
    return Scope.NODE;
  }

  @Override
  public boolean replayable() {
    return false;
  }

  @Override
  public boolean acknowledges() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) throws Exception {
    return HttpReader.open(settings, context);
  }
}

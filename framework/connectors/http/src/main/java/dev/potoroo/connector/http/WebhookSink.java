package dev.potoroo.connector.http;

import dev.potoroo.connector.PublisherContext;
import dev.potoroo.connector.RoundPublisher;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Posts records to a URL.
 *
 * <pre>{@code
 * Sink.named("alerts", Codec.json(Alert.class)).into(WebhookSink.to("https://example.com/alerts"))
 * }</pre>
 *
 * <p>If the pipeline has a store, a record is posted when its round is committed, with an {@code
 * Idempotency-Key} that never changes, however often it is posted: a server that honours it sees
 * each record once. To one that does not, some may come again after a crash or a lost answer.
 * Without a store records are posted at once.
 *
 * <p>No answer, and the answers 408, 409, 425, 429 and 5xx, mean that the same is posted again, for
 * as long as it takes; committed records wait in the store meanwhile, and in the end sources wait
 * too. Any other answer that is not 2xx ends the pipeline; the record is posted again when it is
 * started again. Immutable.
 */
public final class WebhookSink implements SinkConnector {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private final Settings settings;

  /** All there is to set. */
  record Settings(
      String url,
      Optional<String> token,
      Map<String, String> headers,
      int batch,
      Duration timeout) {
    Settings {
      headers = Map.copyOf(headers);
      if (!url.matches("https?://.+") || URI.create(url).getHost() == null) {
        throw new IllegalArgumentException(
            "url [" + url + "] must be one of a server: http://HOST or https://HOST");
      }
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("timeout must be positive.");
      }
    }
  }

  WebhookSink(Settings settings) {
    this.settings = settings;
  }

  /** Posts each record by itself. */
  public static WebhookSink to(String url) {
    return new WebhookSink(new Settings(url, Optional.empty(), Map.of(), 1, DEFAULT_TIMEOUT));
  }

  /** Posts up to so many records at once, in lines: what there is does not wait for more. */
  public WebhookSink batch(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("batch [" + records + "] must be at least 1.");
    }
    return new WebhookSink(
        new Settings(settings.url, settings.token, settings.headers, records, settings.timeout));
  }

  @Override
  public String describe() {
    return "http " + settings.url;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.ONCE_BY_ID;
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new WebhookWriter(new Webhook(settings, context.text()));
  }

  @Override
  public Optional<RoundPublisher> publisher(PublisherContext context) {
    String prefix = context.pipeline() + "." + context.sink() + "." + context.slot();
    boolean text = context.codec().equals("json") || context.codec().equals("lines");
    return Optional.of(new WebhookPublisher(new Webhook(settings, text), prefix));
  }
}

package dev.potoroo.connector.http;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.Optional;

/**
 * {@code connector = http}.
 *
 * <p>As a {@linkplain HttpSource source}, which listens:
 *
 * <ul>
 *   <li>{@code host} ({@code 127.0.0.1}), {@code port} (required; 0 takes a free one), {@code path}
 *       ({@code /}): where to listen
 *   <li>{@code token}: what clients must show as their bearer token, if anything
 *   <li>{@code max-body} (8 MiB): the largest body
 *   <li>{@code max-waiting} (1000) and {@code max-waiting-size} (64 MiB): how many requests may
 *       wait to be committed
 * </ul>
 *
 * <p>As a {@linkplain WebhookSink sink}, which posts:
 *
 * <ul>
 *   <li>{@code url}: where to; required
 *   <li>{@code token}: what to show as bearer token, if anything
 *   <li>{@code headers}: a block of further headers
 *   <li>{@code batch} (1): how many records to post at once, as lines if more than one
 *   <li>{@code timeout} (30s): how long to wait for an answer
 * </ul>
 */
public final class HttpProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "http";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.of(
        new HttpSource(
            new HttpSource.Settings(
                settings.text("host", HttpSource.DEFAULT_HOST),
                (int) settings.number("port", 0, 65_535),
                settings.text("path", "/"),
                optional(settings, "token"),
                settings.size("max-body", HttpSource.DEFAULT_MAX_BODY),
                (int) settings.number("max-waiting", HttpSource.DEFAULT_MAX_WAITING, 1, 1_000_000),
                settings.size("max-waiting-size", HttpSource.DEFAULT_MAX_WAITING_SIZE))));
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.of(
        new WebhookSink(
            new WebhookSink.Settings(
                settings.text("url"),
                optional(settings, "token"),
                settings.block("headers"),
                (int) settings.number("batch", 1, 1, 10_000),
                settings.duration("timeout", WebhookSink.DEFAULT_TIMEOUT))));
  }

  static Optional<String> optional(ConnectorSettings settings, String key) {
    return settings.has(key) ? Optional.of(settings.text(key)) : Optional.empty();
  }
}

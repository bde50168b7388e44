package dev.potoroo.connector.http;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.Optional;

/**
 * {@code connector = events}, as a {@linkplain EventsSink sink}:
 *
 * <ul>
 *   <li>{@code host} ({@code 127.0.0.1}), {@code port} (required; 0 takes a free one), {@code path}
 *       ({@code /}): where to listen
 *   <li>{@code token}: what listeners must show as their bearer token, if anything
 *   <li>{@code keep} (10 000) and {@code keep-size} (16 MiB): how many of the last records are kept
 *       for listeners that are slow or were away
 *   <li>{@code max-listeners} (100)
 * </ul>
 */
public final class EventsProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "events";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.empty();
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.of(
        new EventsSink(
            new EventsSink.Settings(
                settings.text("host", EventsSink.DEFAULT_HOST),
                (int) settings.number("port", 0, 65_535),
                settings.text("path", "/"),
                HttpProvider.optional(settings, "token"),
                (int) settings.number("keep", EventsSink.DEFAULT_KEEP, 1, 1_000_000),
                settings.size("keep-size", EventsSink.DEFAULT_KEEP_SIZE),
                (int)
                    settings.number(
                        "max-listeners", EventsSink.DEFAULT_MAX_LISTENERS, 1, 10_000))));
  }
}

package dev.potoroo.connector.log;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * {@code connector = log}: {@link LogSink}.
 *
 * <ul>
 *   <li>{@code level} ({@code info}): {@code trace}, {@code debug}, {@code info}, {@code warn} or
 *       {@code error}
 * </ul>
 */
public final class LogProvider implements ConnectorProvider {
  private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error");

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.empty();
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    String level = settings.oneOf("level", "info", LEVELS);
    return Optional.of(LogSink.at(Level.valueOf(level.toUpperCase(Locale.ROOT))));
  }
}

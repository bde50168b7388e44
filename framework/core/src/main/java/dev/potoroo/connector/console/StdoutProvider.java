package dev.potoroo.connector.console;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.Optional;

/** {@code connector = stdout}: {@link ConsoleSink}; it has no settings. */
public final class StdoutProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "stdout";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.empty();
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.of(ConsoleSink.stdout());
  }
}

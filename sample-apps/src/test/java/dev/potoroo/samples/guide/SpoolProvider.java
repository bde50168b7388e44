package dev.potoroo.samples.guide;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.nio.file.Path;
import java.util.Optional;

// #region provider
/** {@code connector = spool, directory = "..."}. */
public final class SpoolProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "spool";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    return Optional.of(new SpoolSource(Path.of(settings.text("directory"))));
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.of(new RoundFileSink(Path.of(settings.text("directory"))));
  }
}
// #endregion

package dev.potoroo.connector;

import java.util.Optional;

/**
 * Makes connectors from configuration: {@code potoroo.bindings.NAME { connector = "kafka", ... }}.
 * Found by {@link java.util.ServiceLoader}. Every setting it knows must be asked for at each call,
 * whether or not it is used, since what was not asked for counts as a misspelt key.
 */
public interface ConnectorProvider {

  /** The word in {@code connector = ...}. */
  String name();

  /** A source with these settings; empty if this cannot be a source. */
  Optional<SourceConnector> source(ConnectorSettings settings);

  /** A sink with these settings; empty if this cannot be a sink. */
  Optional<SinkConnector> sink(ConnectorSettings settings);
}

package dev.potoroo.internal.config;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.List;

/** The connector of each source and sink of a topology, by their index there. */
public record ResolvedBindings(List<SourceConnector> sources, List<SinkConnector> sinks) {
  public ResolvedBindings {
    sources = List.copyOf(sources);
    sinks = List.copyOf(sinks);
  }

  /** The connector of the source with that index. */
  public SourceConnector source(int index) {
    return sources.get(index);
  }

  /** The connector of the sink with that index. */
  public SinkConnector sink(int index) {
    return sinks.get(index);
  }
}

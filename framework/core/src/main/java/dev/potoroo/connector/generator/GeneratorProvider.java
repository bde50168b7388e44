package dev.potoroo.connector.generator;

import dev.potoroo.connector.ConnectorProvider;
import dev.potoroo.connector.ConnectorSettings;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import java.util.Optional;

/**
 * {@code connector = generator}: {@link GeneratorSource} for a source that has {@code
 * generatedBy(...)}.
 *
 * <ul>
 *   <li>{@code seed} (1): other seeds give other random numbers
 *   <li>{@code rate} (0): records a second over the whole source, to 10^9; 0 is as fast as possible
 *   <li>{@code count} (0): records of the whole source; 0 is endless
 *   <li>{@code partitions} (1): 1 to 1024
 * </ul>
 */
public final class GeneratorProvider implements ConnectorProvider {
  @Override
  public String name() {
    return "generator";
  }

  @Override
  public Optional<SourceConnector> source(ConnectorSettings settings) {
    long seed =
        settings.number("seed", GeneratorSource.DEFAULT_SEED, Long.MIN_VALUE, Long.MAX_VALUE);
    long rate = settings.number("rate", 0, 0, GeneratorSource.MAX_RATE);
    long count = settings.number("count", 0, 0, Long.MAX_VALUE);
    int partitions = (int) settings.number("partitions", 1, 1, GeneratorSource.MAX_PARTITIONS);
    Generator<?> generator =
        settings
            .generator()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "source ["
                            + settings.name()
                            + "] has nothing that makes up records. Add .generatedBy(...) to it,"
                            + " or bind it to another connector."));
    return Optional.of(
        GeneratorSource.of(generator).seed(seed).rate(rate).count(count).partitions(partitions));
  }

  @Override
  public Optional<SinkConnector> sink(ConnectorSettings settings) {
    return Optional.empty();
  }
}

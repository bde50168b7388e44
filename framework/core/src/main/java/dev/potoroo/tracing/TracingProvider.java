package dev.potoroo.tracing;

import com.typesafe.config.Config;
import java.util.Optional;

/**
 * Opens what takes down the ways of records. Found by {@link java.util.ServiceLoader}; if there are
 * several, the first one that opens anything is the only one.
 */
public interface TracingProvider {

  /**
   * Opens it for a pipeline on this node.
   *
   * @param config the whole configuration, resolved
   * @return empty if no record is to be followed
   * @throws dev.potoroo.PotorooException if a setting is not as it must be
   */
  Optional<Tracing> open(String pipeline, Config config);
}

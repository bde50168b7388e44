package dev.potoroo.internal.store;

import com.typesafe.config.Config;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.store.StateStore;
import java.util.Optional;

/** Opens stores. */
public final class Stores {
  private Stores() {}

  /** Opens. */
  public static Optional<StateStore> open(
      String pipeline, PipelineSettings settings, Config config) {
    return Optional.empty();
  }
}

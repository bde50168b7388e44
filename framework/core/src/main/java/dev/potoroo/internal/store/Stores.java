package dev.potoroo.internal.store;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreProvider;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens stores. */
public final class Stores {
  private Stores() {}

  /** Opens. */
  public static Optional<StateStore> open(
      String pipeline, PipelineSettings settings, Config config) {
    for (StateStoreProvider p : ServiceLoader.load(StateStoreProvider.class)) {
      if (p.type().equals(settings.storeType())) {
        try {
          return Optional.of(
              p.open(new StoreContext(pipeline, settings.dataDir().resolve(pipeline), config)));
        } catch (StoreException e) {
          throw new PotorooException(ErrorCode.STORE_REFUSED, String.valueOf(e.getMessage()), e);
        }
      }
    }
    return Optional.empty();
  }
}

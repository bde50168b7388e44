package dev.potoroo.internal.store;

import com.typesafe.config.Config;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.Nearest;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.Setting;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreProvider;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Opens the store that {@code potoroo.store.type} names. */
public final class Stores {
  private static final String TYPE = "potoroo.store.type";

  /** Types that have modules of their own. */
  private static final Map<String, String> MODULES = Map.of("postgres", "potoroo-store-postgres");

  private Stores() {}

  /**
   * Opens the store of a pipeline.
   *
   * @param config the whole configuration, resolved
   * @return empty for {@code memory}
   * @throws PotorooException if there is no such type, it is not for several nodes but there are to
   *     be some, or it cannot be opened
   */
  public static Optional<StateStore> open(
      String pipeline, PipelineSettings settings, Config config) {
    if (settings.storeType().equals(PipelineSettings.NO_STORE)) {
      return Optional.empty();
    }
    StateStoreProvider provider = provider(settings.storeType(), config);
    if (!provider.shared()) {
      refuseSeveralNodes(settings, config);
    }
    try {
      return Optional.of(
          provider.open(new StoreContext(pipeline, settings.dataDir().resolve(pipeline), config)));
    } catch (StoreException e) {
      throw new PotorooException(code(e.kind()), String.valueOf(e.getMessage()), e);
    }
  }

  private static StateStoreProvider provider(String type, Config config) {
    Map<String, StateStoreProvider> providers = new TreeMap<>();
    ServiceLoader.load(StateStoreProvider.class)
        .forEach(provider -> providers.put(provider.type(), provider));
    StateStoreProvider provider = providers.get(type);
    if (provider == null) {
      throw unknown(type, providers.keySet(), config);
    }
    return provider;
  }

  private static PotorooException unknown(String type, Set<String> known, Config config) {
    String is = Setting.of(config, TYPE).is();
    String module = MODULES.get(type);
    if (module != null) {
      return new PotorooException(
          ErrorCode.UNKNOWN_STORE,
          is
              + " The module of this store is not on the class path. Add dependency ["
              + module
              + "].");
    }
    Set<String> words = new TreeSet<>(known);
    words.add(PipelineSettings.NO_STORE);
    words.addAll(MODULES.keySet());
    return new PotorooException(
        ErrorCode.UNKNOWN_STORE,
        is + " It must be one of " + words + "; the nearest is [" + Nearest.of(type, words) + "].");
  }

  private static void refuseSeveralNodes(PipelineSettings settings, Config config) {
    String several;
    if (settings.cluster().members() > 1) {
      several = "potoroo.cluster.members";
    } else if (!settings.cluster().seeds().isEmpty()) {
      several = "potoroo.cluster.seeds";
    } else {
      return;
    }
    throw new PotorooException(
        ErrorCode.STORE_REFUSED,
        Setting.of(config, TYPE).is()
            + " This store is for one node, but ["
            + several
            + "] asks for several. Set potoroo.store.type to postgres, a store that nodes share, or"
            + " to memory, which keeps nothing.");
  }

  /** The code of what a store has thrown. */
  public static ErrorCode code(StoreException.Kind kind) {
    return switch (kind) {
      case FENCED -> ErrorCode.FENCED;
      case UNAVAILABLE -> ErrorCode.STORE_UNAVAILABLE;
      case CORRUPT -> ErrorCode.STORE_CORRUPT;
      case REFUSED -> ErrorCode.STORE_REFUSED;
    };
  }
}

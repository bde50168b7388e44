package dev.potoroo.internal.store;

import dev.potoroo.internal.config.RocksDbSettings;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreProvider;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;
import java.nio.file.Path;

/** {@code potoroo.store.type = rocksdb}: a directory of one node. */
public final class RocksDbProvider implements StateStoreProvider {
  private static final String DIRECTORY = "state";

  /** For {@link java.util.ServiceLoader}. */
  public RocksDbProvider() {}

  @Override
  public String type() {
    return "rocksdb";
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public StateStore open(StoreContext context) throws StoreException {
    RocksDbSettings settings = RocksDbSettings.of(context.settings());
    Path directory = context.directory().resolve(DIRECTORY);
    StoreDirectory.prepare(directory, context.pipeline());
    return RocksStore.open(directory, settings);
  }
}

package dev.potoroo.store.postgres;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreProvider;
import dev.potoroo.store.StoreContext;
import dev.potoroo.store.StoreException;

/**
 * Opens stores in a PostgreSQL database: {@code potoroo.store.type = "postgres"}. What can be set
 * is in this module's {@code reference.conf}, under {@code potoroo.store.postgres}.
 */
public final class PostgresStoreProvider implements StateStoreProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public PostgresStoreProvider() {}

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public StateStore open(StoreContext context) throws StoreException {
    PostgresSettings settings = PostgresSettings.of(context.settings());
    Failures failures = new Failures(context.pipeline(), settings);
    Schema.create(settings, failures);
    Database database = new Database(context.pipeline(), settings, failures);
    try {
      return PostgresStore.open(context.pipeline(), settings, database);
    } catch (StoreException | RuntimeException e) {
      database.close();
      throw e;
    }
  }
}

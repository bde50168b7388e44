package dev.potoroo.store.postgres;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreContract;
import org.junit.jupiter.api.BeforeEach;

class PostgresStoreContractTest extends StateStoreContract {
  private Server server;

  @BeforeEach
  void newDatabase() throws Exception {
    server = Server.fresh();
  }

  @Override
  protected StateStore open(String pipeline) throws Exception {
    return server.open(pipeline);
  }

  @Override
  protected boolean shared() {
    return true;
  }

  /** Those of a round that was not committed, while its generation lasts. */
  @Override
  protected boolean listsStaleTimers() {
    return true;
  }

  @Override
  protected int histories() {
    return 10;
  }
}

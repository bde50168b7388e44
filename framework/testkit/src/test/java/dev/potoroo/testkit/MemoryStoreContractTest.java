package dev.potoroo.testkit;

import dev.potoroo.store.StateStore;
import dev.potoroo.store.StateStoreContract;
import java.util.HashMap;
import java.util.Map;

/** The store of {@link PipelineTest} does what every store must do. */
class MemoryStoreContractTest extends StateStoreContract {
  private final Map<String, StateStore> stores = new HashMap<>();

  @Override
  protected StateStore open(String pipeline) {
    return stores.computeIfAbsent(pipeline, name -> new MemoryStore());
  }

  @Override
  protected boolean shared() {
    return true;
  }
}

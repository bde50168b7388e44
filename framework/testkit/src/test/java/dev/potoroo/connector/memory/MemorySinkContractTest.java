package dev.potoroo.connector.memory;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.testkit.connector.TransactionalSinkContract;
import java.util.List;

class MemorySinkContractTest extends TransactionalSinkContract {
  private MemorySink sink = MemorySink.create();

  @Override
  protected SinkConnector emptySink() {
    sink = MemorySink.create();
    return sink;
  }

  @Override
  protected List<String> content() {
    return sink.texts();
  }
}

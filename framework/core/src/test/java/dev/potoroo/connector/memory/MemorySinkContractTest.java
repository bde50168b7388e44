package dev.potoroo.connector.memory;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.TransactionalSinkContract;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.util.List;

class MemorySinkContractTest implements TransactionalSinkContract {
  private MemorySink sink = MemorySink.create();

  @Override
  public SinkConnector emptySink() {
    sink = MemorySink.create();
    return sink;
  }

  @Override
  public List<String> content() {
    return sink.texts();
  }

  @Override
  public void crash(TransactionalSinkWriter writer) {
    // Holds nothing.
  }
}

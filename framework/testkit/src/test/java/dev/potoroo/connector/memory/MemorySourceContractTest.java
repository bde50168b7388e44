package dev.potoroo.connector.memory;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.testkit.connector.SourceContract;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;

class MemorySourceContractTest {
  private static MemorySource filled() {
    MemorySource source = MemorySource.create();
    source.send("a", "", "b", "c");
    return source;
  }

  @Nested
  class Ended extends SourceContract {
    @Override
    protected SourceConnector source() {
      MemorySource source = filled();
      source.end();
      return source;
    }
  }

  @Nested
  class Open extends SourceContract {
    @Override
    protected SourceConnector source() {
      return filled();
    }

    @Override
    protected OptionalInt size(String partition) {
      return OptionalInt.of(4);
    }
  }
}

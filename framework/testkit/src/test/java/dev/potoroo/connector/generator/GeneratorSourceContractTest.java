package dev.potoroo.connector.generator;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.testkit.connector.SourceContract;
import org.junit.jupiter.api.Nested;

class GeneratorSourceContractTest {
  private static GeneratorSource numbers() {
    return GeneratorSource.of((index, random) -> index + ":" + random.nextInt(1000)).count(25);
  }

  @Nested
  class InOnePartition extends SourceContract {
    @Override
    protected SourceConnector source() {
      return numbers();
    }
  }

  @Nested
  class InSeveralPartitions extends SourceContract {
    @Override
    protected SourceConnector source() {
      return numbers().partitions(3).seed(4);
    }
  }

  @Nested
  class WithARate extends SourceContract {
    @Override
    protected SourceConnector source() {
      return numbers().partitions(2).rate(100_000);
    }
  }
}

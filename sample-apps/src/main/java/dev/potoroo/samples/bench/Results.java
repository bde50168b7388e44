package dev.potoroo.samples.bench;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.ByteBuffer;

/** The sink of all workloads. */
record Results(Tally tally) implements SinkConnector {

  @Override
  public String describe() {
    return "benchmark results";
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new SinkWriter() {
      @Override
      public void write(byte[] record) {
        count(ByteBuffer.wrap(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private void count(ByteBuffer record) {
    switch (record.get()) {
      case AlertCodec.KIND -> {
        Alert alert = AlertCodec.decode(record);
        tally.alert(alert.symbol(), alert.price(), alert.count(), alert.ts());
      }
      case SectorCount.KIND -> {
        SectorCount count = SectorCount.decode(record);
        tally.sector(count.sector(), count.count(), count.ts());
      }
      case WordCount.KIND -> {
        WordCount count = WordCount.decode(record);
        tally.word(count.word(), count.count());
      }
      case WindowTotal.KIND -> {
        WindowTotal total = WindowTotal.decode(record);
        tally.window(total.symbol(), total.start(), total.high(), total.count());
      }
      default -> throw new IllegalArgumentException("no result of a workload");
    }
  }
}

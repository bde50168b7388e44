package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Stock;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** For {@link Stock}. */
final class StockSerializer extends CompactSerializer<Stock> {
  private static final long serialVersionUID = 1;
  static final StockSerializer INSTANCE = new StockSerializer();

  @Override
  public Stock createInstance() {
    return new Stock();
  }

  @Override
  public int getLength() {
    return 2 * Double.BYTES + Long.BYTES;
  }

  @Override
  public Stock copy(Stock from, Stock reuse) {
    reuse.last = from.last;
    reuse.high = from.high;
    reuse.count = from.count;
    return reuse;
  }

  @Override
  public void serialize(Stock stock, DataOutputView to) throws IOException {
    to.writeDouble(stock.last);
    to.writeDouble(stock.high);
    to.writeLong(stock.count);
  }

  @Override
  public Stock deserialize(Stock reuse, DataInputView from) throws IOException {
    reuse.last = from.readDouble();
    reuse.high = from.readDouble();
    reuse.count = from.readLong();
    return reuse;
  }

  @Override
  public TypeSerializerSnapshot<Stock> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Stock> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

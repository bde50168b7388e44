package dev.potoroo.benchmarks.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** For {@link MutableTrade}. */
final class TradeSerializer extends CompactSerializer<MutableTrade> {
  private static final long serialVersionUID = 1;
  static final TradeSerializer INSTANCE = new TradeSerializer();

  @Override
  public MutableTrade createInstance() {
    return new MutableTrade();
  }

  @Override
  public MutableTrade copy(MutableTrade from, MutableTrade reuse) {
    reuse.set(from.symbol, from.price, from.due);
    return reuse;
  }

  @Override
  public void serialize(MutableTrade trade, DataOutputView to) throws IOException {
    writeSymbol(trade.symbol, to);
    to.writeDouble(trade.price);
    to.writeLong(trade.due);
  }

  @Override
  public MutableTrade deserialize(MutableTrade reuse, DataInputView from) throws IOException {
    reuse.set(readSymbol(from), from.readDouble(), from.readLong());
    return reuse;
  }

  @Override
  public TypeSerializerSnapshot<MutableTrade> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<MutableTrade> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

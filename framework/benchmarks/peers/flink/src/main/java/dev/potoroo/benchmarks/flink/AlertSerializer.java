package dev.potoroo.benchmarks.flink;

import dev.potoroo.samples.bench.Alert;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** For {@link Alert}, which does not change, so it is never copied and none is filled again. */
final class AlertSerializer extends CompactSerializer<Alert> {
  private static final long serialVersionUID = 1;
  static final AlertSerializer INSTANCE = new AlertSerializer();

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Alert createInstance() {
    return new Alert("", 0, 0, 0);
  }

  @Override
  public Alert copy(Alert from, Alert reuse) {
    return from;
  }

  @Override
  public void serialize(Alert alert, DataOutputView to) throws IOException {
    writeSymbol(alert.symbol(), to);
    to.writeDouble(alert.price());
    to.writeLong(alert.count());
    to.writeLong(alert.ts());
  }

  @Override
  public Alert deserialize(Alert reuse, DataInputView from) throws IOException {
    return new Alert(readSymbol(from), from.readDouble(), from.readLong(), from.readLong());
  }

  @Override
  public TypeSerializerSnapshot<Alert> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Flink makes it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Alert> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

package dev.potoroo.benchmarks.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the serializers of the workloads have in common: written by hand, as one does when Flink's
 * own for plain classes shows in a profile.
 */
abstract class CompactSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1;

  static void writeSymbol(String symbol, DataOutputView to) throws IOException {
    byte[] bytes = symbol.getBytes(StandardCharsets.ISO_8859_1);
    to.writeByte(bytes.length);
    to.write(bytes);
  }

  static String readSymbol(DataInputView from) throws IOException {
    byte[] bytes = new byte[from.readUnsignedByte()];
    from.readFully(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public T copy(T from) {
    return copy(from, createInstance());
  }

  @Override
  public T deserialize(DataInputView from) throws IOException {
    return deserialize(createInstance(), from);
  }

  @Override
  public void copy(DataInputView from, DataOutputView to) throws IOException {
    serialize(deserialize(from), to);
  }
}

package dev.potoroo.samples.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.Codec;
import java.nio.ByteBuffer;

/**
 * What a window had of a symbol.
 *
 * @param start in milliseconds since 1970
 * @param high the highest price
 * @param count how many trades
 */
record WindowTotal(String symbol, long start, double high, long count) {
  static final byte KIND = 4;
  static final Codec<WindowTotal> CODEC =
      Codec.of(bytes -> decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1)), WindowTotal::encode);

  private byte[] encode() {
    byte[] name = symbol.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(1 + 3 * Long.BYTES + name.length)
        .put(KIND)
        .putLong(start)
        .putDouble(high)
        .putLong(count)
        .put(name)
        .array();
  }

  static WindowTotal decode(ByteBuffer from) {
    long start = from.getLong();
    double high = from.getDouble();
    long count = from.getLong();
    byte[] symbol = new byte[from.remaining()];
    from.get(symbol);
    return new WindowTotal(new String(symbol, ISO_8859_1), start, high, count);
  }
}

package dev.potoroo.samples.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.Codec;
import java.nio.ByteBuffer;

/**
 * A new high of a symbol.
 *
 * @param count how many trades of the symbol there have been; it is there so that a checksum of
 *     alerts proves the whole state
 * @param ts that of the trade
 */
record Alert(String symbol, double price, long count, long ts) {
  static final byte KIND = 1;
  static final Codec<Alert> CODEC =
      Codec.of(bytes -> decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1)), Alert::encode);

  private byte[] encode() {
    byte[] name = symbol.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(1 + 3 * Long.BYTES + name.length)
        .put(KIND)
        .putDouble(price)
        .putLong(count)
        .putLong(ts)
        .put(name)
        .array();
  }

  static Alert decode(ByteBuffer from) {
    double price = from.getDouble();
    long count = from.getLong();
    long ts = from.getLong();
    byte[] symbol = new byte[from.remaining()];
    from.get(symbol);
    return new Alert(new String(symbol, ISO_8859_1), price, count, ts);
  }
}

package dev.potoroo.samples.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.potoroo.Codec;
import java.nio.ByteBuffer;

/** How an {@link Alert} goes to the sink. */
final class AlertCodec {
  static final byte KIND = 1;
  static final Codec<Alert> CODEC =
      Codec.of(bytes -> decode(ByteBuffer.wrap(bytes, 1, bytes.length - 1)), AlertCodec::encode);

  private AlertCodec() {}

  private static byte[] encode(Alert alert) {
    byte[] name = alert.symbol().getBytes(ISO_8859_1);
    return ByteBuffer.allocate(1 + 3 * Long.BYTES + name.length)
        .put(KIND)
        .putDouble(alert.price())
        .putLong(alert.count())
        .putLong(alert.ts())
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

package dev.potoroo.samples.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * How records are written to topics: the symbol is their key. Other engines use it without ours
 * beside it.
 */
public final class TopicBytes {
  private TopicBytes() {}

  /**
   * A trade without its symbol.
   *
   * @param ts that of the trade
   */
  public record Quote(double price, long ts) {}

  /** A key, or a line. */
  public static byte[] of(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** The text that was written so. */
  public static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** The value of a trade. */
  public static byte[] of(Quote quote) {
    return ByteBuffer.allocate(Double.BYTES + Long.BYTES)
        .putDouble(quote.price())
        .putLong(quote.ts())
        .array();
  }

  /** The value of a trade that was written so. */
  public static Quote quote(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    return new Quote(from.getDouble(), from.getLong());
  }

  /** The value of an alert. */
  public static byte[] of(Alert alert) {
    return ByteBuffer.allocate(Double.BYTES + 2 * Long.BYTES)
        .putDouble(alert.price())
        .putLong(alert.count())
        .putLong(alert.ts())
        .array();
  }

  /** An alert that was written so. */
  static Alert alert(byte[] key, byte[] value) {
    ByteBuffer from = ByteBuffer.wrap(value);
    return new Alert(text(key), from.getDouble(), from.getLong(), from.getLong());
  }
}

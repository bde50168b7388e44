package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.TopicBytes;
import dev.potoroo.samples.bench.TopicBytes.Quote;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** How keys, records and states are written: by hand. */
final class Formats {
  static final Serde<String> TEXT = of(TopicBytes::of, TopicBytes::text);

  /** The symbol is the key of the record. */
  static final Serde<Quote> QUOTE = of(TopicBytes::of, TopicBytes::quote);

  /** Goes to a topic, by its symbol, and is not read again. */
  static final Serde<Alert> ALERT =
      of(
          TopicBytes::of,
          bytes -> {
            throw new UnsupportedOperationException("nobody reads alerts");
          });

  static final Serde<Stock> STOCK =
      of(
          stock ->
              ByteBuffer.allocate(2 * Double.BYTES + Long.BYTES)
                  .putDouble(stock.last)
                  .putDouble(stock.high)
                  .putLong(stock.count)
                  .array(),
          Formats::stock);

  private Formats() {}

  private static Stock stock(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    Stock stock = new Stock();
    stock.last = from.getDouble();
    stock.high = from.getDouble();
    stock.count = from.getLong();
    return stock;
  }

  private static <T> Serde<T> of(Function<T, byte[]> write, Function<byte[], T> read) {
    return Serdes.serdeFrom(
        (topic, value) -> orNull(value, write), (topic, bytes) -> orNull(bytes, read));
  }

  @SuppressWarnings("NullAway") // Kafka gives null for what is not there, and wants it back.
  private static <A, B> B orNull(@Nullable A value, Function<A, B> function) {
    return value == null ? null : function.apply(value);
  }
}

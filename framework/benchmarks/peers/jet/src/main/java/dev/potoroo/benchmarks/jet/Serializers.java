package dev.potoroo.benchmarks.jet;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Trade;
import java.io.IOException;
import java.util.Objects;

/** How records cross members, and states get into snapshots: written by hand. */
final class Serializers {
  private static final int FIRST_TYPE = 1_000;

  private Serializers() {}

  static void add(SerializationConfig to) {
    to.addSerializerConfig(
        of(
            1,
            Trade.class,
            (out, trade) -> {
              out.writeString(trade.symbol());
              out.writeDouble(trade.price());
              out.writeLong(trade.ts());
            },
            in -> new Trade(symbol(in), in.readDouble(), in.readLong())));
    to.addSerializerConfig(
        of(
            2,
            Alert.class,
            (out, alert) -> {
              out.writeString(alert.symbol());
              out.writeDouble(alert.price());
              out.writeLong(alert.count());
              out.writeLong(alert.ts());
            },
            in -> new Alert(symbol(in), in.readDouble(), in.readLong(), in.readLong())));
    to.addSerializerConfig(
        of(
            3,
            Stock.class,
            (out, stock) -> {
              out.writeDouble(stock.last);
              out.writeDouble(stock.high);
              out.writeLong(stock.count);
            },
            Serializers::stock));
    to.addSerializerConfig(
        of(
            4,
            Count.class,
            (out, count) -> out.writeLong(count.value),
            in -> {
              Count count = new Count();
              count.value = in.readLong();
              return count;
            }));
  }

  private static String symbol(ObjectDataInput in) throws IOException {
    return Objects.requireNonNull(in.readString());
  }

  private static Stock stock(ObjectDataInput in) throws IOException {
    Stock stock = new Stock();
    stock.last = in.readDouble();
    stock.high = in.readDouble();
    stock.count = in.readLong();
    return stock;
  }

  /** Writes a value. */
  private interface Writing<T> {
    void write(ObjectDataOutput out, T value) throws IOException;
  }

  /** Reads a value. */
  private interface Reading<T> {
    T read(ObjectDataInput in) throws IOException;
  }

  private static <T> SerializerConfig of(
      int type, Class<T> of, Writing<T> writing, Reading<T> reading) {
    StreamSerializer<T> serializer =
        new StreamSerializer<>() {
          @Override
          public int getTypeId() {
            return FIRST_TYPE + type;
          }

          @Override
          public void write(ObjectDataOutput out, T value) throws IOException {
            writing.write(out, value);
          }

          @Override
          public T read(ObjectDataInput in) throws IOException {
            return reading.read(in);
          }
        };
    return new SerializerConfig().setTypeClass(of).setImplementation(serializer);
  }
}

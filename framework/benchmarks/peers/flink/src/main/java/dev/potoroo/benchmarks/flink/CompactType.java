package dev.potoroo.benchmarks.flink;

import dev.potoroo.benchmarks.Stock;
import dev.potoroo.samples.bench.Alert;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** A type with a serializer of ours. */
final class CompactType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1;

  static final TypeInformation<MutableTrade> TRADE =
      new CompactType<>(MutableTrade.class, TradeSerializer.INSTANCE);
  static final TypeInformation<Alert> ALERT =
      new CompactType<>(Alert.class, AlertSerializer.INSTANCE);
  static final TypeInformation<Stock> STOCK =
      new CompactType<>(Stock.class, StockSerializer.INSTANCE);

  private final Class<T> type;
  private final CompactSerializer<T> serializer;

  private CompactType(Class<T> type, CompactSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompactType<?> that && that.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CompactType;
  }
}

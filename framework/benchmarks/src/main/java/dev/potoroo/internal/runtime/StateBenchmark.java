package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Encodes and decodes a small state, as rounds and restarts do for each object. */
public class StateBenchmark extends Measured {
  private final Codec<Stock> json = Codec.json(Stock.class);
  private final Codec<Stock> cbor = Codec.cbor(Stock.class);
  private final Stock stock = new Stock(101.25, 107.5, 1_234);
  private byte[] asJson = {};
  private byte[] asCbor = {};

  @Setup
  public void encode() throws Exception {
    asJson = json.encode(stock);
    asCbor = cbor.encode(stock);
  }

  @Benchmark
  public byte[] encodeJson() throws Exception {
    return json.encode(stock);
  }

  @Benchmark
  public byte[] encodeCbor() throws Exception {
    return cbor.encode(stock);
  }

  @Benchmark
  public Object decodeJson() throws Exception {
    return json.decode(asJson);
  }

  @Benchmark
  public Object decodeCbor() throws Exception {
    return cbor.decode(asCbor);
  }
}

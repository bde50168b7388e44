package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encodes and decodes a small state, as rounds and restarts do for each object. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StateBenchmark {
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

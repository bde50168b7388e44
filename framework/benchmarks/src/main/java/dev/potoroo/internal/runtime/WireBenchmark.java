package dev.potoroo.internal.runtime;

import dev.potoroo.JacksonSupport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Writes and reads a batch of records, as those that go to another node. */
public class WireBenchmark extends Measured {
  private static final int RECORDS = 1_000;

  private final WireFormat format =
      new WireFormat(JacksonSupport.cbor().constructType(Trade.class), Masking.ANNOTATED);
  private final Batch batch = new Batch(0, RECORDS);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private byte[] written = {};

  /** A record. */
  record Trade(String symbol, double price, long ts) {}

  @Setup
  public void fill() throws IOException {
    for (int i = 0; i < RECORDS; i++) {
      String symbol = "S" + (10_000_000 + i);
      batch.add(symbol, new Trade(symbol, 100 + i / 7.0, i));
    }
    written = write().toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public ByteArrayOutputStream write() throws IOException {
    out.reset();
    format.write(batch, 0, RECORDS, out);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Object read() throws IOException {
    return format.read(0, RECORDS, written, null);
  }
}

package dev.potoroo.internal.runtime;

import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Finds the shard and the lane of keys whose hash codes nobody has asked for before. */
public class RoutingBenchmark extends Measured {
  private static final int KEYS = 4_096;
  private static final int SHARDS = 1_000;
  private static final int LANES = 8;

  private String[] keys = {};

  /** A text keeps its hash code once it has one. */
  @Setup(Level.Invocation)
  public void make() {
    keys = IntStream.range(0, KEYS).mapToObj(i -> "S" + (10_000_000 + i)).toArray(String[]::new);
  }

  @Benchmark
  @OperationsPerInvocation(KEYS)
  public int lanes() {
    int sum = 0;
    for (String key : keys) {
      sum += Lanes.laneOfShard(KeyShards.shardOf(key, SHARDS), LANES);
    }
    return sum;
  }
}

package dev.potoroo.internal.round.simulation;

import dev.potoroo.store.StateChange;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * The state of one object. For each way that records have come to it in order (a partition; in the
 * second step a partition and a key) it has a number that depends on all of them and their order,
 * so that a lost, repeated or misplaced record is seen in it for ever.
 */
final class Fold {
  private final long[] ways;

  Fold(int ways) {
    this.ways = new long[ways];
  }

  private Fold(long[] ways) {
    this.ways = ways;
  }

  void add(int way, long what) {
    ways[way] = (ways[way] * 31 + what + 1) * 0x9E3779B97F4A7C15L;
  }

  boolean isEmpty() {
    return Arrays.stream(ways).allMatch(way -> way == 0);
  }

  StateChange change(String step, int key) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * ways.length);
    bytes.asLongBuffer().put(ways);
    return new StateChange(step, Integer.toString(key), 0, Instant.EPOCH, bytes.array());
  }

  static Fold of(byte[] state) {
    long[] ways = new long[state.length / Long.BYTES];
    ByteBuffer.wrap(state).asLongBuffer().get(ways);
    return new Fold(ways);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fold fold && Arrays.equals(ways, fold.ways);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ways);
  }

  @Override
  public String toString() {
    return Arrays.toString(ways);
  }
}

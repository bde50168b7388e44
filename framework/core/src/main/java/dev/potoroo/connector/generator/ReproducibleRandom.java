package dev.potoroo.connector.generator;

import java.util.random.RandomGenerator;

/**
 * Random numbers that are a pure function of two seeds: the same seeds give the same sequence on
 * every machine. SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators",
 * 2014). Not thread-safe.
 */
public final class ReproducibleRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private long state;

  /** Starts the sequence of {@code (seed, index)}. */
  public ReproducibleRandom(long seed, long index) {
    reset(seed, index);
  }

  /** Starts the sequence of {@code (seed, index)} anew. */
  public void reset(long seed, long index) {
    state = mix(seed) + index * GOLDEN_GAMMA * 2 + 1;
    state = mix(state);
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long seed) {
    long z = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

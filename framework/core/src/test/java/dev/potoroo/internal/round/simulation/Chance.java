package dev.potoroo.internal.round.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All that is decided by chance: the same seed decides the same. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Any number from {@code from} to {@code to}, both included. */
  long between(long from, long to) {
    return random.nextLong(from, to + 1);
  }

  /** Any number from 0, less than {@code bound}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T oneOf(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }
}

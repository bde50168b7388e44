package dev.potoroo.connector.generator;

import java.util.random.RandomGenerator;

/**
 * Makes up the records of a source. A pure function: the same index and the same random numbers
 * give an equal record, which is what makes a generated source replayable.
 *
 * @param <T> the records
 */
@FunctionalInterface
public interface Generator<T> {
  /**
   * The record at {@code index}.
   *
   * @param index from 0
   * @param random random numbers that depend on nothing but the configured seed and {@code index}
   */
  T generate(long index, RandomGenerator random);
}

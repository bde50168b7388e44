package dev.potoroo.samples.bench;

/** Knows what must come out of a workload. */
public interface Oracle {
  /**
   * What must come out.
   *
   * @param records how many records each split had
   */
  Expected of(long[] records);
}

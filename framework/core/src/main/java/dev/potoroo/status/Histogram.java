package dev.potoroo.status;

import java.util.List;

/**
 * Durations by size, since the start of the node.
 *
 * @param buckets the buckets in order, from the shortest durations on
 * @param count of all durations
 * @param sumNanos of all durations, in nanoseconds
 */
public record Histogram(List<Bucket> buckets, long count, long sumNanos) {

  /**
   * Durations of about one size. The last bucket has no upper bound: it is {@link Long#MAX_VALUE}.
   *
   * @param upToNanos the longest duration in it, in nanoseconds
   * @param count how many there were; those of shorter buckets are not counted
   */
  public record Bucket(long upToNanos, long count) {}
}

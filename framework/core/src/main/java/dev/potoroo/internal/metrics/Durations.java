package dev.potoroo.internal.metrics;

import dev.potoroo.status.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations by size: four buckets to a power of two, so that a quantile read from them is at
 * most a fifth off. Thread-safe, without locks.
 */
public final class Durations {
  private static final int PER_OCTAVE_BITS = 2;
  private static final int PER_OCTAVE = 1 << PER_OCTAVE_BITS;

  private final int firstOctave;
  private final AtomicLongArray counts;
  private final LongAdder sumNanos = new LongAdder();

  /**
   * Makes it.
   *
   * @param firstOctave durations up to 2 to the power of this many nanoseconds share a bucket
   * @param lastOctave durations above 2 to the power of this many nanoseconds share a bucket
   */
  public Durations(int firstOctave, int lastOctave) {
    if (firstOctave < PER_OCTAVE_BITS || lastOctave <= firstOctave || lastOctave > 62) {
      throw new IllegalArgumentException(
          "octaves must be in order from %d to 62, but are [%d] and [%d]"
              .formatted(PER_OCTAVE_BITS, firstOctave, lastOctave));
    }
    this.firstOctave = firstOctave;
    this.counts = new AtomicLongArray((lastOctave - firstOctave) * PER_OCTAVE + 2);
  }

  /** For what takes a handler: from a quarter of a microsecond to 17 seconds. */
  public static Durations ofHandlers() {
    return new Durations(8, 34);
  }

  /** For the whole way of a record: from 16 microseconds to 69 seconds. */
  public static Durations ofRecords() {
    return new Durations(14, 36);
  }

  /** Counts {@code times} durations of {@code nanos}; less than 0 counts as 0. */
  public void add(long nanos, long times) {
    long duration = Math.max(0, nanos);
    counts.addAndGet(bucketOf(duration), times);
    sumNanos.add(duration * times);
  }

  private int bucketOf(long nanos) {
    // One less: a duration that is a bound belongs to the bucket below it.
    long below = nanos - 1;
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, below));
    if (octave < firstOctave || below < 1) {
      return 0;
    }
    int quarter = (int) (below >>> (octave - PER_OCTAVE_BITS)) & (PER_OCTAVE - 1);
    return Math.min((octave - firstOctave) * PER_OCTAVE + quarter + 1, counts.length() - 1);
  }

  /** The longest duration in a bucket. */
  private long upTo(int bucket) {
    if (bucket == counts.length() - 1) {
      return Long.MAX_VALUE;
    }
    int octave = firstOctave + bucket / PER_OCTAVE;
    return (1L << octave) + (bucket % PER_OCTAVE) * (1L << (octave - PER_OCTAVE_BITS));
  }

  /** As counted so far. */
  public Histogram read() {
    List<Histogram.Bucket> buckets = new ArrayList<>(counts.length());
    long count = 0;
    for (int i = 0; i < counts.length(); i++) {
      long inBucket = counts.get(i);
      count += inBucket;
      buckets.add(new Histogram.Bucket(upTo(i), inBucket));
    }
    return new Histogram(buckets, count, sumNanos.sum());
  }
}

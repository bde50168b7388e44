package dev.potoroo.samples.bench;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one sink has got of a workload: it counts, adds up a checksum, and measures latency. Used by
 * the sink's thread; to be looked at when the run has ended.
 */
public final class Tally {
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long LATE_NANOS = 200_000_000;
  private static final int DIGITS = 3;

  private final Tallies all;
  private final Histogram latency = newHistogram();
  private final Map<String, Long> words = new HashMap<>();
  private long outputs;
  private long checksum;
  private long lastLate;

  Tally(Tallies all) {
    this.all = all;
  }

  static Histogram newHistogram() {
    return new Histogram(LONGEST_NANOS, DIGITS);
  }

  /** Counts a new high of a symbol; {@code due} is that of the trade. */
  public void alert(String symbol, double price, long count, long due) {
    outputs++;
    checksum += Hash.alert(symbol, price, count);
    measure(due);
  }

  /**
   * Counts a window of a symbol.
   *
   * @param start in milliseconds since 1970
   */
  public void window(String symbol, long start, double high, long count) {
    outputs++;
    checksum += Hash.window(symbol, start, high, count);
  }

  /** Counts one more new high of a sector; {@code due} is that of the trade. */
  public void sector(int sector, long count, long due) {
    outputs++;
    checksum += Hash.sector(sector, count);
    measure(due);
  }

  /** Counts one more of a word. */
  public void word(String word, long count) {
    outputs++;
    words.merge(word, count, Math::max);
  }

  private void measure(long due) {
    if (!all.scheduled()) {
      return;
    }
    long nanos = System.nanoTime() - due;
    if (all.measuring()) {
      latency.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
    }
    if (nanos >= LATE_NANOS) {
      lastLate = System.currentTimeMillis();
    }
  }

  /** What has come, words not in the checksum. */
  Expected counted() {
    return new Expected(outputs, checksum);
  }

  /** The last count of each word. */
  Map<String, Long> words() {
    return words;
  }

  Histogram latency() {
    return latency;
  }

  long lastLate() {
    return lastLate;
  }
}

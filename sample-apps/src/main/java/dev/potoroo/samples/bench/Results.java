package dev.potoroo.samples.bench;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The sink of all workloads: counts, adds up a checksum, and measures latency. Used by the sink's
 * thread; to be looked at when the run has ended, but for {@link #measuring}.
 */
final class Results implements SinkConnector {
  private static final long LONGEST_NANOS = 60_000_000_000L;
  private static final long LATE_NANOS = 200_000_000;
  private static final int DIGITS = 3;

  private final boolean scheduled;
  private final Histogram latency = new Histogram(LONGEST_NANOS, DIGITS);
  private final Map<String, Long> words = new HashMap<>();
  private long outputs;
  private long checksum;
  private volatile boolean measuring;
  private long lastLate;

  /**
   * Results of one run.
   *
   * @param scheduled whether records carry the time at which they were due
   */
  Results(boolean scheduled) {
    this.scheduled = scheduled;
  }

  /** Whether latency counts at the moment. */
  void measuring(boolean now) {
    measuring = now;
  }

  Expected actual() {
    long sum =
        checksum
            + words.entrySet().stream()
                .mapToLong(word -> Hash.word(word.getKey(), word.getValue()))
                .sum();
    return new Expected(outputs, sum);
  }

  /** When the last result came that was 0.2 seconds late, in milliseconds since 1970. */
  long lastLate() {
    return lastLate;
  }

  Histogram latency() {
    return latency;
  }

  @Override
  public String describe() {
    return "benchmark results";
  }

  @Override
  public SinkWriter open(SinkContext context) {
    return new SinkWriter() {
      @Override
      public void write(byte[] record) {
        count(ByteBuffer.wrap(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private void count(ByteBuffer record) {
    outputs++;
    switch (record.get()) {
      case Alert.KIND -> {
        Alert alert = Alert.decode(record);
        checksum += Hash.alert(alert.symbol(), alert.price(), alert.count());
        measure(alert.ts());
      }
      case SectorCount.KIND -> {
        SectorCount count = SectorCount.decode(record);
        checksum += Hash.sector(count.sector(), count.count());
        measure(count.ts());
      }
      case WordCount.KIND -> {
        WordCount count = WordCount.decode(record);
        words.merge(count.word(), count.count(), Math::max);
      }
      default -> throw new IllegalArgumentException("no result of a workload");
    }
  }

  private void measure(long due) {
    if (!scheduled) {
      return;
    }
    long nanos = System.nanoTime() - due;
    if (measuring) {
      latency.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
    }
    if (nanos >= LATE_NANOS) {
      lastLate = System.currentTimeMillis();
    }
  }
}

package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Keys;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How far a run is. Kafka Streams has no end of a job: so the records of each partition are cut off
 * when the run ends, and what has been handed on by then is waited for.
 */
final class Progress {
  private static final long LOOK_MILLIS = 50;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PeerRun run;
  private final AtomicLongArray taken = new AtomicLongArray(Keys.SPLITS);
  private final AtomicLong handedOn = new AtomicLong();
  private final AtomicLong handled = new AtomicLong();
  private long committed;

  Progress(PeerRun run) {
    this.run = run;
  }

  /** Takes a record of a partition; false if it comes too late. */
  boolean take(int partition) {
    if (run.ending()) {
      return false;
    }
    taken.setRelease(partition, taken.getPlain(partition) + 1);
    return true;
  }

  /** Handed to the next step, by way of a topic. */
  void handedOn(long records) {
    handedOn.addAndGet(records);
  }

  /** Handled by the next step. */
  void handled() {
    handled.incrementAndGet();
  }

  /** Returns when a run that has ended has nothing in flight; tells of commits until it ends. */
  void awaitEnd(KafkaStreams streams) throws InterruptedException {
    while (!run.ending()) {
      for (long now = commits(streams); committed < now; committed++) {
        run.committed();
      }
      Thread.sleep(LOOK_MILLIS);
    }
    long last = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET_NANOS || handled.get() < handedOn.get()) {
      long now = handedOn.get() + handled.get() + run.records();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      Thread.sleep(LOOK_MILLIS);
    }
    for (int split = 0; split < Keys.SPLITS; split++) {
      run.begins(split, 0);
      run.ends(split, taken.get(split));
    }
  }

  /** Each thread commits for itself, all at the same interval. */
  private static long commits(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().group().equals("stream-thread-metrics"))
        .filter(metric -> metric.metricName().name().equals("commit-total"))
        .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
        .max()
        .orElse(0);
  }
}

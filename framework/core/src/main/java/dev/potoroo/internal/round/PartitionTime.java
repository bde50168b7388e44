package dev.potoroo.internal.runtime;

import dev.potoroo.EventTime;
import dev.potoroo.Fn;
import java.time.Instant;

/**
 * How far event time has come in one partition of a source. Plain logic. Told by the thread that
 * reads, asked by others.
 */
final class PartitionTime {
  private final Fn<Object, Instant> extractor;
  private final long lag;
  private final long idleAfter;
  private long latest;
  private volatile long watermark;
  private volatile long lastRecord;

  /**
   * Begins.
   *
   * @param committed how far it had come in the whole pipeline: this partition is not behind
   * @param now the time of the clock, from when on it may be idle
   */
  @SuppressWarnings("unchecked")
  PartitionTime(EventTime<?> how, long committed, long now) {
    extractor = (Fn<Object, Instant>) how.extractor();
    lag = how.watermark().lag().toMillis();
    idleAfter = how.watermark().idleAfter().toMillis();
    watermark = committed;
    latest = Long.MIN_VALUE;
    lastRecord = now;
  }

  /**
   * A record was read.
   *
   * @throws Exception what the extractor has thrown, or if it has given null
   */
  void observe(Object record) throws Exception {
    Instant at = extractor.apply(record);
    if (at == null) {
      throw new NullPointerException("the event time of a record is null");
    }
    latest = Math.max(latest, at.toEpochMilli());
  }

  /** A batch was read to its end: what it says counts from now on. */
  void publish(long now) {
    lastRecord = now;
    if (latest != Long.MIN_VALUE) {
      long reached = latest < Long.MIN_VALUE + 1 + lag ? Long.MIN_VALUE + 1 : latest - lag;
      watermark = Math.max(watermark, Math.min(reached, Long.MAX_VALUE - 1));
    }
  }

  /** In milliseconds since 1970; {@link Long#MIN_VALUE} if nothing is known yet. */
  long watermark() {
    return watermark;
  }

  /** Whether it has had no record for so long that nobody should wait for it. */
  boolean isIdle(long now) {
    return now - lastRecord >= idleAfter;
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.EventTime;
import dev.potoroo.Fn;
import dev.potoroo.Watermark.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far event time has come in one partition of a source. Plain logic. Told by the thread that
 * reads, asked by others.
 */
final class PartitionTime {
  private static final long NEVER = Long.MAX_VALUE;

  private final Fn<Object, Instant> extractor;
  private final long lag;
  private final long idleAfter;
  private final @Nullable Progress custom;

  /** The latest record's, or how far the custom watermark says that event time has come. */
  private long latest;

  private volatile long watermark;

  /** Since when there is nothing to read; not while nobody has looked. */
  private volatile long silentSince = NEVER;

  /**
   * Begins.
   *
   * @param committed how far it had come in the whole pipeline: this partition is not behind
   */
  @SuppressWarnings("unchecked")
  PartitionTime(EventTime<?> how, long committed) {
    extractor = (Fn<Object, Instant>) how.extractor();
    lag = how.watermark().lag().toMillis();
    idleAfter = how.watermark().idleAfter().toMillis();
    custom = how.watermark().progress().orElse(null);
    watermark = committed;
    latest = Long.MIN_VALUE;
  }

  /**
   * A record was read.
   *
   * @throws Exception what the extractor or a custom watermark has thrown, or if it has given null
   */
  void observe(Object record) throws Exception {
    Instant at = extractor.apply(record);
    if (at == null) {
      throw new NullPointerException("the event time of a record is null");
    }
    latest = Math.max(latest, custom == null ? at.toEpochMilli() : millis(custom.after(at)));
  }

  private static long millis(@Nullable Instant reached) {
    if (reached == null) {
      throw new NullPointerException("a custom watermark gave null");
    }
    try {
      return reached.toEpochMilli();
    } catch (ArithmeticException e) {
      return reached.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** A batch was read to its end: what it says counts from now on. */
  void publish() {
    silentSince = NEVER;
    if (latest != Long.MIN_VALUE) {
      long reached = latest < Long.MIN_VALUE + 1 + lag ? Long.MIN_VALUE + 1 : latest - lag;
      watermark = Math.max(watermark, Math.min(reached, Long.MAX_VALUE - 1));
    }
  }

  /** It was looked, and there was nothing to read. */
  void silent(long now) {
    if (silentSince == NEVER) {
      silentSince = now;
    }
  }

  /** In milliseconds since 1970; {@link Long#MIN_VALUE} if nothing is known yet. */
  long watermark() {
    return watermark;
  }

  /**
   * Whether it has had no record for so long that nobody should wait for it. One that is not read,
   * because too much is in flight, is not idle.
   */
  boolean isIdle(long now) {
    long since = silentSince;
    return since != NEVER && now - since >= idleAfter;
  }

  /** When it is idle, if it has no record until then; {@link Long#MAX_VALUE} if nobody can say. */
  long idleAt() {
    long since = silentSince;
    return since > NEVER - idleAfter ? NEVER : since + idleAfter;
  }
}

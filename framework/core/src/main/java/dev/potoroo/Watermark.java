package dev.potoroo;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a source's records tell how far event time has come: the latest time seen in a partition,
 * less what records may be late among themselves, or what you make of it. Immutable.
 *
 * <p>The pipeline's event time is the least of all partitions of all sources that say it. A
 * partition that has ended does not hold it back, nor one that has had no records for a while
 * ({@link #idleAfter}). When none has had any for so long, it is the greatest of those that have
 * not ended. It moves on at the end of a round, and never back, also over restarts.
 */
public final class Watermark {
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Duration lag;
  private final Duration idleAfter;
  private final Optional<Supplier<? extends Progress>> custom;

  /**
   * How far event time has come in one partition, told by the times of its records. Called by one
   * thread, for each record in turn. It begins anew when the partition is opened, also after a
   * crash; event time does not go back with it.
   */
  @FunctionalInterface
  public interface Progress {
    /**
     * A record was read.
     *
     * @param time the record's
     * @return up to when no earlier records are expected; one that is earlier than what was
     *     returned before, such as {@link Instant#MIN}, says nothing new. Null and what it throws
     *     are errors of the record.
     */
    Instant after(Instant time);
  }

  private Watermark(
      Duration lag, Duration idleAfter, Optional<Supplier<? extends Progress>> custom) {
    this.lag = lag;
    this.idleAfter = idleAfter;
    this.custom = custom;
  }

  /** Each partition's records are in the order of their times. */
  public static Watermark monotonic() {
    return new Watermark(Duration.ZERO, IDLE, Optional.empty());
  }

  /**
   * A record may come after others of its partition that are later, by no more than {@code bound};
   * 0 to 36 500 days, to the millisecond.
   */
  public static Watermark outOfOrder(Duration bound) {
    return new Watermark(checked("outOfOrder", bound, Duration.ZERO), IDLE, Optional.empty());
  }

  /**
   * What {@code progress} says, of which each partition gets one of its own: for a bound that
   * adapts, say, or sources that stamp only some records.
   */
  public static Watermark custom(Supplier<? extends Progress> progress) {
    return new Watermark(
        Duration.ZERO, IDLE, Optional.of(Objects.requireNonNull(progress, "progress")));
  }

  /**
   * This watermark, but a partition without records for so long, by the clock, is not waited for; 1
   * ms to 36 500 days, 1 minute if nothing is said. When it has records again they may be late.
   */
  public Watermark idleAfter(Duration silence) {
    return new Watermark(lag, checked("idleAfter", silence, Duration.ofMillis(1)), custom);
  }

  private static Duration checked(String what, Duration given, Duration least) {
    if (given.compareTo(least) < 0 || given.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + least.toMillis() + " ms to 36500 days, but is [" + given + "]");
    }
    return given;
  }

  /** How late a record may be. */
  public Duration lag() {
    return lag;
  }

  /** A new one for a partition; empty if the latest time and {@link #lag} say it. */
  public Optional<Progress> progress() {
    return custom.map(
        one -> Objects.requireNonNull(one.get(), "the supplier of a custom watermark gave null"));
  }

  /** After how long without records a partition is not waited for. */
  public Duration idleAfter() {
    return idleAfter;
  }
}

package dev.potoroo.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a key's records are not handled for now, and those records: the first is the one that failed.
 * It is part of what a round makes durable of the key. Plain data; for one thread.
 */
final class Hold {
  /** The longest error that is kept. */
  private static final int MAX_ERROR = 2000;

  /** What is to come of the records. */
  enum Kind {
    /** The first one is tried again after a while. */
    RETRYING,
    /** They are handled, one after the other. */
    RELEASED,
    /** They stay until somebody says what is to happen. */
    QUARANTINED;

    /** Whether the key goes on by itself. */
    boolean active() {
      return this != QUARANTINED;
    }
  }

  /**
   * What went wrong.
   *
   * @param reason a stable word for programs: {@code handler}, {@code state}, {@code decode},
   *     {@code paused}, {@code call}
   * @param type the class of the error
   * @param error what went wrong, for people
   * @param since when the key was parked
   */
  record Fault(String reason, String type, String error, Instant since) {
    /** Nothing: somebody wants it so. */
    static Fault paused(String why, Instant since) {
      return new Fault("paused", "", why, since);
    }

    /** Nothing: the first record waits for its call. */
    static Fault calling(Instant since) {
      return new Fault("call", "", "waits for a call", since);
    }

    static Fault of(String reason, Throwable error, Instant since) {
      String told = Fatal.describe(error);
      return new Fault(
          reason,
          error.getClass().getName(),
          told.length() > MAX_ERROR ? told.substring(0, MAX_ERROR) : told,
          since);
    }
  }

  final String key;
  final HeldRecords records;
  Fault fault;

  /** How often the first record has failed. */
  int failures;

  /** The version of a state that cannot be decoded. */
  long undecodedVersion;

  /** How long to wait before the first record is tried again. */
  Duration backoff = Duration.ZERO;

  /** Whether a message that says to go on is under way. */
  boolean underWay;

  /** Whether its key is not parked any more. */
  boolean gone;

  /** How much memory its records are known to take. */
  long accounted;

  /** How many of its records are known to wait for calls. */
  long pending;

  /** The kind that the store knows of; null if it knows of none. */
  @Nullable Kind stored;

  private Kind kind;

  Hold(String key, HeldRecords records, Kind kind, Fault fault) {
    this.key = key;
    this.records = records;
    this.kind = kind;
    this.fault = fault;
  }

  Kind kind() {
    return kind;
  }

  void kind(Kind next) {
    kind = next;
  }
}

package dev.potoroo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of a record that could not be processed: after some retries, one {@link Action}.
 * Immutable.
 *
 * <pre>{@code
 * retry(2, ofMillis(100)).thenDeadLetter().on(ArithmeticException.class, skip())
 * }</pre>
 *
 * <p>In force is the policy of the source (decoding, and the stateless operators that follow it),
 * of the step or of the sink (encoding), else the pipeline's ({@link Flow#onError}), else {@link
 * #quarantineKey()} for steps and {@link #deadLetter()} for all others. Whatever it does is counted
 * and shown.
 */
public final class ErrorPolicy {

  /** What is done with the record in the end. */
  public enum Action {
    /** The record goes to the dead letters, with error and raw bytes; the pipeline goes on. */
    DEAD_LETTER,
    /** The record is counted and forgotten; the pipeline goes on. */
    SKIP,
    /** The pipeline stops with the error. */
    STOP,
    /** The key is parked with this and all later records; the other keys go on. */
    QUARANTINE_KEY
  }

  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

  private final Action action;
  private final Optional<Sink<DeadLetter>> sink;
  private final int retries;
  private final Duration backoff;
  private final Map<Class<? extends Throwable>, ErrorPolicy> byType;

  private ErrorPolicy(
      Action action,
      Optional<Sink<DeadLetter>> sink,
      int retries,
      Duration backoff,
      Map<Class<? extends Throwable>, ErrorPolicy> byType) {
    this.action = action;
    this.sink = sink;
    this.retries = retries;
    this.backoff = backoff;
    this.byType = byType;
  }

  private static ErrorPolicy of(Action action, Optional<Sink<DeadLetter>> sink) {
    return new ErrorPolicy(action, sink, 0, Duration.ZERO, Map.of());
  }

  /** To the node's own dead letters: a file of JSON lines in the data directory. */
  public static ErrorPolicy deadLetter() {
    return of(Action.DEAD_LETTER, Optional.empty());
  }

  /**
   * To a sink of the pipeline. A dead letter that this sink cannot encode goes to the node's own.
   */
  public static ErrorPolicy deadLetter(Sink<DeadLetter> sink) {
    return of(Action.DEAD_LETTER, Optional.of(sink));
  }

  /** Counted, then forgotten. */
  public static ErrorPolicy skip() {
    return of(Action.SKIP, Optional.empty());
  }

  /** The pipeline stops with the error; {@code run} exits with a code that is not 0. */
  public static ErrorPolicy stop() {
    return of(Action.STOP, Optional.empty());
  }

  /**
   * The key is parked: the record and all later ones of its key are held, in order, until somebody
   * releases them, with a mended record or state where needed; other keys go on. For steps; where
   * it is the pipeline's policy, sources, stateless operators and sinks take {@link #deadLetter()}
   * instead, since their records cannot be held. A source or sink that asks for it is refused.
   */
  public static ErrorPolicy quarantineKey() {
    return of(Action.QUARANTINE_KEY, Optional.empty());
  }

  /**
   * Tries again before anything else is done.
   *
   * @param retries how often, 1 to 1000
   * @param backoff how long to wait before the first retry, doubled for each further one up to 1
   *     minute; not negative. Later records of the same key wait too, other keys and the round go
   *     on; at a sink all its later records and the round wait
   */
  public static Retry retry(int retries, Duration backoff) {
    if (retries < 1 || retries > 1000) {
      throw new IllegalArgumentException(
          "retry: retries must be 1 to 1000, but is [" + retries + "]");
    }
    if (backoff.isNegative()) {
      throw new IllegalArgumentException(
          "retry: backoff must not be negative, but is [" + backoff + "]");
    }
    return new Retry(retries, backoff);
  }

  /** A number of retries that still lacks what comes after them. */
  public static final class Retry {
    private final int retries;
    private final Duration backoff;

    private Retry(int retries, Duration backoff) {
      this.retries = retries;
      this.backoff = backoff;
    }

    /** Then as {@link ErrorPolicy#deadLetter()}. */
    public ErrorPolicy thenDeadLetter() {
      return then(deadLetter());
    }

    /** Then as {@link ErrorPolicy#deadLetter(Sink)}. */
    public ErrorPolicy thenDeadLetter(Sink<DeadLetter> sink) {
      return then(deadLetter(sink));
    }

    /** Then as {@link ErrorPolicy#skip()}. */
    public ErrorPolicy thenSkip() {
      return then(skip());
    }

    /** Then as {@link ErrorPolicy#stop()}. */
    public ErrorPolicy thenStop() {
      return then(stop());
    }

    /** Then as {@link ErrorPolicy#quarantineKey()}. */
    public ErrorPolicy thenQuarantineKey() {
      return then(quarantineKey());
    }

    private ErrorPolicy then(ErrorPolicy last) {
      return new ErrorPolicy(last.action, last.sink, retries, backoff, Map.of());
    }
  }

  /**
   * This policy, but {@code policy} for errors of class {@code type}; the most specific class wins.
   */
  public ErrorPolicy on(Class<? extends Throwable> type, ErrorPolicy policy) {
    Map<Class<? extends Throwable>, ErrorPolicy> more = new LinkedHashMap<>(byType);
    more.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(policy, "policy"));
    return new ErrorPolicy(action, sink, retries, backoff, more);
  }

  /**
   * The policy for {@code error}: this one, or that of the most specific matching class. A record
   * that is too late ({@link LateRecordException}) is skipped if nothing is said about it.
   */
  public ErrorPolicy forError(Throwable error) {
    ErrorPolicy found = special(error);
    return found == this && error instanceof LateRecordException ? skip() : found;
  }

  private ErrorPolicy special(Throwable error) {
    for (Class<?> c = error.getClass(); c != null; c = c.getSuperclass()) {
      ErrorPolicy special = byType.get(c);
      if (special != null) {
        return special.special(error);
      }
    }
    return this;
  }

  /** What is done in the end. */
  public Action action() {
    return action;
  }

  /** Where dead letters go, if not to the node's own. */
  public Optional<Sink<DeadLetter>> sink() {
    return sink;
  }

  /** How often it is tried again first. */
  public int retries() {
    return retries;
  }

  /** How long to wait before the {@code attempt}th retry, counted from 1. */
  public Duration backoff(int attempt) {
    if (backoff.compareTo(LONGEST_BACKOFF) >= 0) {
      return LONGEST_BACKOFF;
    }
    long factor = 1L << Math.min(20, Math.max(0, attempt - 1));
    long millis = Math.min(LONGEST_BACKOFF.toMillis(), backoff.toMillis() * factor);
    return Duration.ofMillis(millis);
  }

  /** The policies by type of error. */
  public Iterable<ErrorPolicy> special() {
    return byType.values();
  }
}

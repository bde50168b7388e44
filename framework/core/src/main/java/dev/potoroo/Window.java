package dev.potoroo;

import java.time.Duration;

/**
 * Which records belong together. By event time: {@link #tumbling}, {@link #sliding} and {@link
 * #session} windows, which give their result when event time ({@link Context#eventTime}) has
 * reached their end. By number: {@link #count(int)} windows. Windows without records give nothing.
 * Immutable. Times are to the millisecond, at most 36 500 days.
 */
public final class Window {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** What kind of window it is. */
  enum Kind {
    ALIGNED,
    SESSION,
    COUNT
  }

  private final Kind kind;
  private final long size;
  private final long slide;
  private final long offset;
  private final long lateness;
  private final Late late;
  private final EarlyResults early;

  private Window(
      Kind kind, long size, long slide, long offset, long lateness, Late late, EarlyResults early) {
    this.kind = kind;
    this.size = size;
    this.slide = slide;
    this.offset = offset;
    this.lateness = lateness;
    this.late = late;
    this.early = early;
  }

  private static Window of(Kind kind, long size, long slide) {
    return new Window(kind, size, slide, 0, 0, Late.DROP, EarlyResults.NONE);
  }

  /** Windows of that size, one after the other, the first at the beginning of 1970 (UTC). */
  public static Window tumbling(Duration size) {
    return sliding(size, size);
  }

  /**
   * Windows of that size, of which one begins every {@code slide}, the first at the beginning of
   * 1970 (UTC). A record belongs to {@code size / slide} of them; it is added once, to the pane
   * that they share. {@code slide} is at most {@code size}, and that at most 10 000 times the time
   * that divides both.
   */
  public static Window sliding(Duration size, Duration slide) {
    long sizeMillis = millis("size", size, 1);
    long slideMillis = millis("slide", slide, 1);
    if (slideMillis > sizeMillis) {
      throw new IllegalArgumentException(
          "slide ["
              + slide
              + "] must not be more than size ["
              + size
              + "]: records in between"
              + " would belong to no window");
    }
    if (sizeMillis / gcd(sizeMillis, slideMillis) > 10_000) {
      throw new IllegalArgumentException(
          "size ["
              + size
              + "] and slide ["
              + slide
              + "] have no common part that is at least a"
              + " 10000th of size. Round them.");
    }
    return of(Kind.ALIGNED, sizeMillis, slideMillis);
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** A window lasts until no record has come for {@code gap}; later records begin another one. */
  public static Window session(Duration gap) {
    return of(Kind.SESSION, millis("gap", gap, 1), 0);
  }

  /** Each {@code size} records of a key, in the order in which they come; 1 to 1 000 000. */
  public static Window count(int size) {
    return count(size, size);
  }

  /**
   * The latest {@code size} records of a key, at most, each time that {@code every} more have come;
   * {@code every} divides {@code size}.
   */
  public static Window count(int size, int every) {
    if (every < 1 || size > 1_000_000 || size % every != 0 || size / every > 10_000) {
      throw new IllegalArgumentException(
          "count: size must be 1 to 1000000 and every must divide it into at most 10000 parts,"
              + " but they are ["
              + size
              + "] and ["
              + every
              + "]");
    }
    return of(Kind.COUNT, size, every);
  }

  /** This window, beginning so much after the beginning of 1970: for days of a time zone, say. */
  public Window offset(Duration offset) {
    need(Kind.ALIGNED, "offset");
    long millis = millis("offset", offset.abs(), 0);
    long from = offset.isNegative() ? -millis : millis;
    return new Window(kind, size, slide, from, lateness, late, early);
  }

  /**
   * This window, which takes records for so long after its end. It has given a result then already;
   * with each such record it gives another one, which takes the place of the one before.
   */
  public Window lateness(Duration allowed) {
    if (kind == Kind.COUNT) {
      need(Kind.ALIGNED, "lateness");
    }
    return new Window(kind, size, slide, offset, millis("lateness", allowed, 0), late, early);
  }

  /** This window, with what becomes of records that come even later; else they are dropped. */
  public Window late(Late what) {
    return new Window(kind, size, slide, offset, lateness, what, early);
  }

  /**
   * This tumbling window or session, with results before it is over: each time that the number of
   * its records is a multiple of {@code records}. Each takes the place of the one before.
   */
  public Window early(int records) {
    needPanes();
    if (records < 1) {
      throw new IllegalArgumentException(
          "early must be 1 record or more, but is [" + records + "]");
    }
    return early(new EarlyResults(records, early.every()));
  }

  /**
   * This tumbling window or session, with results before it is over: each time that event time has
   * moved on by {@code every} since its start, if it has records. Each takes the place of the one
   * before; if event time has moved on by more at once, there is one.
   */
  public Window early(Duration every) {
    needPanes();
    return early(new EarlyResults(early.count(), millis("early", every, 1)));
  }

  private Window early(EarlyResults results) {
    return new Window(kind, size, slide, offset, lateness, late, results);
  }

  private void needPanes() {
    if (kind == Kind.COUNT || kind == Kind.ALIGNED && slide != size) {
      throw new IllegalArgumentException(
          "["
              + this
              + "] has no early results: it gives one each time that it slides. Leave it out, or take a"
              + " tumbling window or a session.");
    }
  }

  private void need(Kind wanted, String what) {
    if (kind != wanted) {
      throw new IllegalArgumentException("[" + this + "] has no " + what + ". Leave it out.");
    }
  }

  private static long millis(String what, Duration given, long least) {
    if (given.compareTo(LONGEST) > 0 || given.toMillis() < least) {
      throw new IllegalArgumentException(
          what + " must be " + least + " ms to 36500 days, but is [" + given + "]");
    }
    return given.toMillis();
  }

  Kind kind() {
    return kind;
  }

  long size() {
    return size;
  }

  long slide() {
    return slide;
  }

  long offset() {
    return offset;
  }

  long lateness() {
    return lateness;
  }

  Late late() {
    return late;
  }

  EarlyResults early() {
    return early;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ALIGNED -> "window of " + size + " ms every " + slide + " ms";
      case SESSION -> "session with gaps of " + size + " ms";
      case COUNT -> "window of " + size + " records every " + slide;
    };
  }
}

package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What one follower of a key has not fetched yet, in bounded memory, and how many records it is not
 * told of. Plain logic; for one thread.
 */
final class TailBuffer {
  private static final long NOBODY_NANOS = 10_000_000_000L;

  private final int capacity;
  private final ArrayDeque<byte[]> events = new ArrayDeque<>();
  private int bytes;
  private long skipped;
  private boolean needsBefore = true;
  private long fetchedAt;
  private boolean fetched;

  /**
   * What was fetched.
   *
   * @param fresh whether it is the first time
   * @param skipped how many records came after these events that are not told
   */
  record Fetched(boolean fresh, List<byte[]> events, long skipped) {}

  TailBuffer(int capacity, long nowNanos) {
    this.capacity = capacity;
    this.fetchedAt = nowNanos;
  }

  /** Whether the next record can be told. One event may be larger than what is left. */
  boolean hasRoom() {
    return bytes < capacity;
  }

  /** A record is not told. */
  void skip() {
    skipped++;
    needsBefore = true;
  }

  /** How many records were not told since the last event. */
  long skipped() {
    return skipped;
  }

  /** Whether the state before the next record must be told, since the events so far do not. */
  boolean needsBefore() {
    return needsBefore;
  }

  /**
   * Adds an event, which tells how many were {@link #skipped}.
   *
   * @param complete whether it tells what the state is afterwards
   */
  void add(byte[] event, boolean complete) {
    events.add(event);
    bytes += event.length;
    skipped = 0;
    needsBefore = !complete;
  }

  /** Takes events of at most that many bytes together, but at least one if there is room at all. */
  Fetched fetch(int maxBytes, long nowNanos) {
    boolean fresh = !fetched;
    fetched = true;
    fetchedAt = nowNanos;
    List<byte[]> taken = new ArrayList<>();
    int left = maxBytes;
    while (!events.isEmpty() && left > 0 && (taken.isEmpty() || events.peek().length <= left)) {
      byte[] event = events.remove();
      left -= event.length;
      bytes -= event.length;
      taken.add(event);
    }
    long untold = 0;
    if (events.isEmpty() && left > 0) {
      untold = skipped;
      skipped = 0;
    }
    return new Fetched(fresh, taken, untold);
  }

  /** Whether nobody has fetched for so long that nobody will. */
  boolean isAbandoned(long nowNanos) {
    return nowNanos - fetchedAt > NOBODY_NANOS;
  }
}

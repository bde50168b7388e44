package dev.potoroo.internal.round;

import java.util.ArrayDeque;
import java.util.List;

/** How long the latest committed rounds took, for people. Times in nanoseconds. */
public final class RoundTimes {
  private static final int KEPT = 120;

  /**
   * A committed round.
   *
   * @param round its number
   * @param objects how many state objects it had changed
   * @param bytes how many bytes of them were written
   * @param drain from the order to pause until nothing was in flight
   * @param pause from the order to pause until records flowed again
   * @param capture the slowest node's capture of changed objects
   * @param write the slowest node's encoding and writing
   * @param commit the commit itself
   */
  public record Times(
      long round,
      long objects,
      long bytes,
      long drain,
      long pause,
      long capture,
      long write,
      long commit) {}

  private final ArrayDeque<Times> latest = new ArrayDeque<>();
  private long pausedAt;
  private long drainedAt;
  private long flowedAt;

  void paused(long now) {
    pausedAt = now;
    drainedAt = now;
    flowedAt = now;
  }

  /** When the sources were told to pause last. */
  long pausedAt() {
    return pausedAt;
  }

  void drained(long now) {
    drainedAt = now;
    flowedAt = now;
  }

  void flowed(long now) {
    flowedAt = now;
  }

  void committed(Writing what, long now) {
    if (latest.size() == KEPT) {
      latest.removeFirst();
    }
    latest.addLast(
        new Times(
            what.round(),
            what.objects(),
            what.bytes(),
            drainedAt - pausedAt,
            flowedAt - pausedAt,
            what.captureNanos(),
            what.writeNanos(),
            now - what.since()));
  }

  /** The latest rounds, oldest first. */
  List<Times> latest() {
    return List.copyOf(latest);
  }
}

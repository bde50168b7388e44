package dev.potoroo.internal.round.simulation;

import java.util.PriorityQueue;

/** Virtual time, in nanoseconds, and what is to happen in it, one after the other. */
final class Scheduler {
  static final long MICRO = 1_000;
  static final long MILLI = 1_000_000;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long scheduled;
  private long steps;

  private record Event(long at, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /** Lets something happen later; what is due at the same time happens in the order of calls. */
  void after(long delay, Runnable what) {
    events.add(new Event(now + Math.max(0, delay), scheduled++, what));
  }

  /** Lets the next thing happen; false if there is nothing. */
  boolean step() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    steps++;
    next.what.run();
    return true;
  }

  long now() {
    return now;
  }

  long steps() {
    return steps;
  }
}

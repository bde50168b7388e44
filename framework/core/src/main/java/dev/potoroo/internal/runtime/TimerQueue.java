package dev.potoroo.internal.runtime;

import dev.potoroo.store.KeyTimer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When objects of one step on one lane are to be woken, by one of the two times. Plain logic; for
 * one thread.
 *
 * <p>An entry is no more than a reason to look: what counts are the object's own timers. So there
 * may be too many entries, for timers that were cancelled or set to a later time since, but never
 * too few.
 *
 * <p>The store lists all timers as of the last commit, so that they need not all be in memory. The
 * queue has those up to {@link #covered}, and reads on when that time comes. What was set since the
 * last commit, for a time beyond, is kept aside until the store has it.
 */
final class TimerQueue {
  private final PriorityQueue<KeyTimer> entries =
      new PriorityQueue<>(Comparator.comparingLong(KeyTimer::at));

  /** Beyond {@link #covered}, and not surely in the store yet; in the order of their rounds. */
  private final ArrayDeque<Aside> aside = new ArrayDeque<>();

  /** Entries up to this time are in the queue, or come when it reads on. */
  private long covered;

  private boolean allRead;
  private boolean reading;
  private @Nullable KeyTimer lastRead;
  private long committed;

  private record Aside(long round, KeyTimer timer) {}

  /** A queue; {@code stored} if a store has entries to be read. */
  TimerQueue(boolean stored) {
    forget(stored);
  }

  /** Begins anew, with what the store has. */
  void forget(boolean stored) {
    entries.clear();
    aside.clear();
    allRead = !stored;
    covered = stored ? Long.MIN_VALUE : Long.MAX_VALUE;
    reading = false;
    lastRead = null;
  }

  /**
   * Adds an entry, for a timer that {@code round} has set.
   *
   * @return whether it is there until its time comes; if not, it is only until the round is
   *     committed, from when on the store lists the timer
   */
  boolean add(KeyTimer timer, long round) {
    if (timer.at() <= covered) {
      entries.add(timer);
      return true;
    }
    aside.add(new Aside(round, timer));
    return false;
  }

  /** Removes and gives the earliest entry, if its time has come. */
  @Nullable KeyTimer pollDue(long time) {
    KeyTimer head = entries.peek();
    return head != null && head.at() <= time ? entries.poll() : null;
  }

  /** When there is something to do next: an entry, or a reason to read on. */
  long next() {
    KeyTimer head = entries.peek();
    long read = allRead ? Long.MAX_VALUE : covered;
    return head == null ? read : Math.min(head.at(), read);
  }

  /** Whether there is an entry whose time has come, or may be, in the store. */
  boolean isDue(long time) {
    KeyTimer head = entries.peek();
    return head != null && head.at() <= time || !allRead && covered <= time;
  }

  /** Whether it should read on; if so, it counts as {@linkplain #read begun}. */
  boolean beginsReading(long time) {
    boolean begins = !allRead && !reading && covered <= time;
    reading |= begins;
    return begins;
  }

  /** After which entry to read on; null at the beginning. */
  @Nullable KeyTimer lastRead() {
    return lastRead;
  }

  /**
   * Entries were read from the store.
   *
   * @param here those of this lane
   * @param last the last one of all; null if there was none
   * @param more whether there may be more after it
   */
  void read(List<KeyTimer> here, @Nullable KeyTimer last, boolean more) {
    reading = false;
    entries.addAll(here);
    allRead = !more;
    if (last != null) {
      lastRead = last;
    }
    covered = more && last != null ? last.at() : Long.MAX_VALUE;
    aside.removeIf(
        one -> {
          boolean near = one.timer().at() <= covered;
          if (near) {
            entries.add(one.timer());
          }
          return near;
        });
    dropStored();
  }

  /** A round is committed: the store lists what it has set. */
  void committed(long round) {
    committed = round;
    // What is being read may be from before.
    if (!reading) {
      dropStored();
    }
  }

  private void dropStored() {
    while (!aside.isEmpty() && aside.peek().round() <= committed) {
      aside.remove();
    }
  }

  int size() {
    return entries.size() + aside.size();
  }
}

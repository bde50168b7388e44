package dev.potoroo.benchmarks;

import dev.potoroo.samples.bench.Feed;
import dev.potoroo.samples.bench.Keys;
import dev.potoroo.samples.bench.Schedule;
import java.util.stream.IntStream;

/**
 * Goes through the records of some splits, a few of each in turn, from where each has got to. Used
 * by one thread.
 */
public final class Walk {
  private final PeerRun run;
  private final Schedule schedule;
  private final int[] splits;
  private final long[] next;
  private int at;
  private int left;
  private long number;
  private boolean ended;

  /**
   * Begins.
   *
   * @param next the number of the next record of each split
   */
  public Walk(PeerRun run, int[] splits, long[] next) {
    this.run = run;
    this.schedule = run.schedule();
    this.splits = splits.clone();
    this.next = next.clone();
    for (int i = 0; i < splits.length; i++) {
      run.begins(splits[i], next[i]);
    }
  }

  /** The splits of one of several instances. */
  public static int[] splits(int instance, int instances) {
    return IntStream.range(0, Keys.SPLITS).filter(split -> split % instances == instance).toArray();
  }

  /** Goes to the next record; false if none is due now, or the source has {@link #ended}. */
  public boolean advance() {
    if (left == 0 && !refill()) {
      return false;
    }
    left--;
    number = next[at]++;
    return true;
  }

  private boolean refill() {
    if (ended || run.ending()) {
      end();
      return false;
    }
    for (int i = 0; i < splits.length; i++) {
      at = (at + 1) % splits.length;
      long due = due(splits[at]) - next[at];
      if (due > 0) {
        left = (int) Math.min(Feed.CHUNK, due);
        return true;
      }
    }
    return false;
  }

  /** How many records of a split are due by now. */
  private long due(int split) {
    if (schedule.none()) {
      return Long.MAX_VALUE;
    }
    long last =
        (long) Math.floor((System.nanoTime() - schedule.began()) / schedule.nanosPerRecord());
    return Math.floorDiv(last - split, (long) Keys.SPLITS) + 1;
  }

  private void end() {
    ended = true;
    for (int i = 0; i < splits.length; i++) {
      run.ends(splits[i], next[i]);
    }
  }

  /** Whether there will be no more records. */
  public boolean ended() {
    return ended;
  }

  /** The split of the record. */
  public int split() {
    return splits[at];
  }

  /** The number of the record in its split. */
  public long number() {
    return number;
  }

  /** When the record is due; without a schedule, its number. */
  public long due() {
    return schedule.due(splits[at], number);
  }

  /** The record itself. */
  public Object record() {
    return run.feed().record(splits[at], number, due());
  }

  /** How many splits there are. */
  public int count() {
    return splits.length;
  }

  /** One of the splits. */
  public int splitAt(int i) {
    return splits[i];
  }

  /** The number of the next record of one of the splits. */
  public long nextAt(int i) {
    return next[i];
  }
}

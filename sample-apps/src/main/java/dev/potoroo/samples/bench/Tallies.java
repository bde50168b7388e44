package dev.potoroo.samples.bench;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/**
 * What all sinks of a run have got, each in a {@link Tally} of its own. No two of them get the same
 * word. Thread-safe; what they have counted is to be looked at when the run has ended.
 */
public final class Tallies {
  private final boolean scheduled;
  private final List<Tally> all = new CopyOnWriteArrayList<>();
  private volatile boolean measuring;

  /**
   * Those of one run.
   *
   * @param scheduled whether records carry the time at which they were due
   */
  public Tallies(boolean scheduled) {
    this.scheduled = scheduled;
  }

  /** That of one more sink. */
  public Tally newTally() {
    Tally tally = new Tally(this);
    all.add(tally);
    return tally;
  }

  /** Forgets all of them: the run has gone back to a commit, and new sinks get what follows. */
  public void forget() {
    all.clear();
  }

  /** Whether latency counts at the moment. */
  void measuring(boolean now) {
    measuring = now;
  }

  boolean measuring() {
    return measuring;
  }

  boolean scheduled() {
    return scheduled;
  }

  Expected actual() {
    return all.stream().map(Tally::counted).reduce(new Expected(0, 0), Expected::plus);
  }

  Histogram latency() {
    Histogram latency = Tally.newHistogram();
    all.forEach(tally -> latency.add(tally.latency()));
    return latency;
  }

  /** When the last result came that was 0.2 seconds late, in milliseconds since 1970. */
  long lastLate() {
    return all.stream().mapToLong(Tally::lastLate).max().orElse(0);
  }
}

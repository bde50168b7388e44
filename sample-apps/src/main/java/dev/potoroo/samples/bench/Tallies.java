package dev.potoroo.samples.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;

/**
 * What all sinks of a run have got, each in a {@link Tally} of its own. Thread-safe; what they have
 * counted is to be looked at when the run has ended.
 */
public final class Tallies {
  private final BenchOptions options;
  private final List<Tally> all = new CopyOnWriteArrayList<>();
  private volatile boolean measuring;
  private volatile Optional<String> spoiled = Optional.empty();

  /** Those of one run. */
  public Tallies(BenchOptions options) {
    this.options = options;
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

  /** The run says nothing, whatever has come out. */
  public void spoil(String why) {
    spoiled = Optional.of(why);
  }

  /** Why the run says nothing; empty if it does. */
  Optional<String> spoiled() {
    return spoiled;
  }

  /** Whether latency counts at the moment. */
  void measuring(boolean now) {
    measuring = now;
  }

  boolean measuring() {
    return measuring;
  }

  /** Whether records carry the time at which they were due. */
  boolean scheduled() {
    return options.rate > 0;
  }

  /**
   * A word counts with the last of its counts, whichever sink got that. How many there were before
   * depends on chance if words are combined: then the last one is all that counts.
   */
  Expected actual() {
    Map<String, Long> words = new HashMap<>();
    all.forEach(tally -> tally.words().forEach((word, n) -> words.merge(word, n, Math::max)));
    long checksum =
        words.entrySet().stream()
            .mapToLong(word -> Hash.word(word.getKey(), word.getValue()))
            .sum();
    return options.combine
        ? new Expected(words.size(), checksum)
        : all.stream().map(Tally::counted).reduce(new Expected(0, checksum), Expected::plus);
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

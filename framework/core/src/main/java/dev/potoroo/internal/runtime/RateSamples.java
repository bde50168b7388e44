package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the parts of a node have done in the latest ten seconds: keeps what they had counted at
 * times within. Not thread-safe; time comes from outside.
 */
final class RateSamples {
  private static final long BETWEEN_NANOS = 900_000_000L;
  private static final long WINDOW_NANOS = 10_000_000_000L;
  private static final double NANOS = 1e9;

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** What parts had counted at a time, in an order of the caller's, always the same. */
  private record Sample(long nanoTime, List<PartRates> parts) {}

  /**
   * What has come of each part in a second.
   *
   * @param seconds over how long it was counted; 0 if nothing is known
   * @param parts in the order of the samples; none if nothing is known
   */
  record Rates(double seconds, List<PartRates> parts) {}

  /** Whether it is time for a sample. */
  boolean isDue(long nanoTime) {
    return samples.isEmpty() || nanoTime - samples.getLast().nanoTime() >= BETWEEN_NANOS;
  }

  void add(long nanoTime, List<PartRates> parts) {
    samples.add(new Sample(nanoTime, List.copyOf(parts)));
    while (nanoTime - samples.getFirst().nanoTime() > WINDOW_NANOS && samples.size() > 2) {
      samples.removeFirst();
    }
  }

  Rates rates() {
    if (samples.size() < 2) {
      return new Rates(0, List.of());
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.nanoTime() - first.nanoTime()) / NANOS;
    List<PartRates> rates = new ArrayList<>();
    for (int i = 0; i < last.parts().size(); i++) {
      rates.add(last.parts().get(i).since(first.parts().get(i), seconds));
    }
    return new Rates(seconds, rates);
  }
}

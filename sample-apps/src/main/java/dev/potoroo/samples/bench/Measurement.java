package dev.potoroo.samples.bench;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches a running workload: a warm-up, then a window in which it counts. */
public final class Measurement {
  private static final long LOOK_MILLIS = 20;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Watched watched;
  private final Runnable flowing;

  /**
   * Measures a workload that has been started.
   *
   * @param flowing is called when its first record has been handled
   */
  public Measurement(Watched watched, Runnable flowing) {
    this.watched = watched;
    this.flowing = flowing;
  }

  /** What runs; it is asked once a second, and throws what the run has failed with. */
  public interface Watched {
    /** How many records the first step has handled. */
    long records();

    /** How many rounds have been committed since the run began. */
    long rounds();

    /** How long records stood still for each round, in microseconds; empty if it is not known. */
    List<Long> pauses();
  }

  /**
   * What was seen in the window.
   *
   * @param records how many the first step has handled
   * @param nanos how long the window was
   * @param worst the fewest of a second, per second
   * @param pauses how long records stood still for each round, in microseconds, sorted
   * @param endMillis when it was over, since 1970
   */
  public record Window(
      Machine before,
      Machine after,
      long records,
      long nanos,
      long worst,
      long rounds,
      List<Long> pauses,
      long endMillis) {}

  /** Waits for the first record, for the warm-up and for the window. */
  public Window take(BenchOptions options, Tallies tallies) throws InterruptedException {
    while (watched.records() == 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    flowing.run();
    TimeUnit.SECONDS.sleep(options.warmup);
    long roundsBefore = watched.rounds();
    int pausesBefore = watched.pauses().size();
    Machine before = Machine.now();
    long began = System.nanoTime();
    long first = watched.records();
    tallies.measuring(true);
    long worst = Long.MAX_VALUE;
    long rounds = roundsBefore;
    long then = began;
    long last = first;
    for (int second = 1; second <= options.seconds; second++) {
      TimeUnit.NANOSECONDS.sleep(began + second * SECOND_NANOS - System.nanoTime());
      long now = System.nanoTime();
      long seen = watched.records();
      worst = Math.min(worst, (seen - last) * SECOND_NANOS / (now - then));
      then = now;
      last = seen;
      rounds = watched.rounds();
    }
    tallies.measuring(false);
    long endMillis = System.currentTimeMillis();
    List<Long> pauses =
        watched.pauses().stream().skip(pausesBefore).sorted(Comparator.naturalOrder()).toList();
    return new Window(
        before,
        Machine.now(),
        last - first,
        then - began,
        worst,
        rounds - roundsBefore,
        pauses,
        endMillis);
  }
}

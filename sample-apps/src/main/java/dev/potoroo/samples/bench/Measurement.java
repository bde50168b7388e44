package dev.potoroo.samples.bench;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** How many state objects are in memory; 0 if it is not known. */
    default long objects() {
      return 0;
    }

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
   * @param growth of the heap; null if it was not asked for
   */
  public record Window(
      Machine before,
      Machine after,
      long records,
      long nanos,
      long worst,
      long rounds,
      List<Long> pauses,
      long endMillis,
      @Nullable Growth growth) {}

  /**
   * What is live on the heap, and was not before.
   *
   * @param objects state objects
   */
  public record Growth(long objects, long bytes) {
    Growth minus(Growth before) {
      return new Growth(objects - before.objects, bytes - before.bytes);
    }
  }

  /** Waits for the first record, for the warm-up and for the window. */
  public Window take(BenchOptions options, Tallies tallies) throws InterruptedException {
    while (watched.records() == 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    flowing.run();
    TimeUnit.SECONDS.sleep(options.warmup);
    Growth liveBefore = options.memory ? live() : null;
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
    Machine after = Machine.now();
    long endMillis = System.currentTimeMillis();
    Growth growth = liveBefore == null ? null : live().minus(liveBefore);
    List<Long> pauses =
        watched.pauses().stream().skip(pausesBefore).sorted(Comparator.naturalOrder()).toList();
    return new Window(
        before,
        after,
        last - first,
        then - began,
        worst,
        rounds - roundsBefore,
        pauses,
        endMillis,
        growth);
  }

  private Growth live() {
    System.gc();
    long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return new Growth(watched.objects(), bytes);
  }
}

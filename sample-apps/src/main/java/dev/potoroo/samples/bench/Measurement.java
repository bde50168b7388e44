package dev.potoroo.samples.bench;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.PipelineStatus.StepStatus;
import dev.potoroo.status.RoundsStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches a running workload: a warm-up, then a window in which it counts. */
final class Measurement {
  private static final long LOOK_MILLIS = 20;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PipelineService service;
  private final Runnable flowing;
  private final List<Long> pauses = new ArrayList<>();
  private long lastRound;
  private long rounds;

  /**
   * Measures a workload that has been started.
   *
   * @param flowing is called when its first record has been handled
   */
  Measurement(PipelineService service, Runnable flowing) {
    this.service = service;
    this.flowing = flowing;
  }

  /**
   * What was seen in the window.
   *
   * @param records how many the first step has handled
   * @param nanos how long the window was
   * @param worst the fewest of a second, per second
   * @param pauses how long records stood still for each round, in microseconds, sorted
   */
  record Window(
      Machine before,
      Machine after,
      long records,
      long nanos,
      long worst,
      long rounds,
      List<Long> pauses) {}

  Window take(BenchOptions options, Results results) throws InterruptedException {
    while (records() == 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    flowing.run();
    TimeUnit.SECONDS.sleep(options.warmup);
    seeRounds();
    rounds = 0;
    pauses.clear();
    Machine before = Machine.now();
    long began = System.nanoTime();
    long first = records();
    results.measuring(true);
    long worst = Long.MAX_VALUE;
    long then = began;
    long last = first;
    for (int second = 1; second <= options.seconds; second++) {
      TimeUnit.NANOSECONDS.sleep(began + second * SECOND_NANOS - System.nanoTime());
      long now = System.nanoTime();
      long seen = records();
      worst = Math.min(worst, (seen - last) * SECOND_NANOS / (now - then));
      then = now;
      last = seen;
      seeRounds();
    }
    results.measuring(false);
    pauses.sort(Comparator.naturalOrder());
    return new Window(
        before, Machine.now(), last - first, then - began, worst, rounds, List.copyOf(pauses));
  }

  private long records() {
    List<StepStatus> steps = service.status().toCompletableFuture().join().steps();
    return steps.get(0).records();
  }

  private void seeRounds() {
    for (RoundsStatus.Round round : service.rounds().toCompletableFuture().join().latest()) {
      if (round.round() > lastRound) {
        lastRound = round.round();
        rounds++;
        pauses.add(round.pauseMicros());
      }
    }
  }
}

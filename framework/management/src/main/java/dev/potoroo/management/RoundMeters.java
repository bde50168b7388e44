package dev.potoroo.management;

import dev.potoroo.status.RoundsStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Metrics of rounds: each committed round that a status shows is counted once. A status shows the
 * latest 120, so that none is missed if it is asked for often enough. Safe for use by any thread.
 */
final class RoundMeters {
  private final Timer drain;
  private final Timer pause;
  private final Timer capture;
  private final Timer write;
  private final Timer commit;
  private final DistributionSummary objects;
  private final DistributionSummary bytes;
  private long counted = Long.MIN_VALUE;
  private volatile double committed;
  private volatile double ageSeconds = -1;
  private volatile double generation;

  RoundMeters(MeterRegistry registry, Tags tags) {
    drain = timer(registry, tags, "drain", "from the order to pause until nothing was in flight");
    pause = timer(registry, tags, "pause", "from the order to pause until records flowed again");
    capture = timer(registry, tags, "capture", "until what had changed was captured");
    write = timer(registry, tags, "write", "until what had changed was written");
    commit = timer(registry, tags, "commit", "how long the commit took");
    objects = summary(registry, tags, "objects", "state objects that a round had changed");
    bytes = summary(registry, tags, "written", "bytes of them that were written");
    gauge(registry, tags, "committed", "the last committed round", () -> committed);
    gauge(
        registry,
        tags,
        "age.seconds",
        "how old the last commit is; -1 if there is none",
        () -> ageSeconds);
    gauge(
        registry,
        tags,
        "generation",
        "grows with each start, rollback, and node that joins or leaves",
        () -> generation);
  }

  /** Takes what is new. */
  synchronized void take(RoundsStatus rounds) {
    committed = rounds.committedRound();
    ageSeconds = rounds.ageMillis() < 0 ? -1 : rounds.ageMillis() / 1000.0;
    generation = rounds.generation();
    for (RoundsStatus.Round round : rounds.latest()) {
      if (round.round() > counted) {
        counted = round.round();
        count(round);
      }
    }
  }

  private void count(RoundsStatus.Round round) {
    drain.record(round.drainMicros(), TimeUnit.MICROSECONDS);
    pause.record(round.pauseMicros(), TimeUnit.MICROSECONDS);
    capture.record(round.captureMicros(), TimeUnit.MICROSECONDS);
    write.record(round.writeMicros(), TimeUnit.MICROSECONDS);
    commit.record(round.commitMicros(), TimeUnit.MICROSECONDS);
    objects.record((double) round.objects());
    bytes.record((double) round.bytes());
  }

  private static Timer timer(MeterRegistry registry, Tags tags, String name, String help) {
    return Timer.builder("potoroo.round." + name)
        .description(help)
        .tags(tags)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(100_000))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .register(registry);
  }

  private static DistributionSummary summary(
      MeterRegistry registry, Tags tags, String name, String help) {
    return DistributionSummary.builder("potoroo.round." + name)
        .description(help)
        .baseUnit(name.equals("written") ? "bytes" : null)
        .tags(tags)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, Tags tags, String name, String help, Supplier<Number> value) {
    Gauge.builder("potoroo.round." + name, value).description(help).tags(tags).register(registry);
  }
}

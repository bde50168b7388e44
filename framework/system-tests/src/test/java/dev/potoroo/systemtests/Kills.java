package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.fault.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;

/** Kills a node over and over, and knows in which phases of a round it did. */
final class Kills {
  /** What must have been hit, if not by chance then on purpose. */
  private static final Set<Phase> WANTED = EnumSet.range(Phase.RECOVERY, Phase.SINK_COMMIT);

  /** One of so many kills comes while the process recovers. */
  private static final int BETWEEN_EARLY_ONES = 5;

  /** So much of the input is left, on average, for what chance has not hit. */
  private static final double KEPT = 0.25;

  private final Restarts restarts;
  private final long seed;
  private final Random random;
  private final Map<Phase, Integer> byChance = new EnumMap<>(Phase.class);
  private final Set<Phase> onPurpose = EnumSet.noneOf(Phase.class);
  private int kills;

  /** A seed of the moments; what a moment meets, the machine decides too. */
  Kills(Restarts restarts, long seed) {
    this.restarts = restarts;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Kills that often at random moments, before the end of the input, and then in each phase that
   * was not hit.
   *
   * @param flowing how long the records of an undisturbed run flow
   * @param outputSize what an undisturbed run puts out, in bytes
   */
  void killAtRandom(int times, Duration flowing, long outputSize) {
    long recovery = flowing.toNanos();
    while (kills < times) {
      double left = 1 - (double) outputSize() / outputSize;
      double share = 2 * (1 - KEPT) * left / (times - kills + 1);
      boolean early = kills % BETWEEN_EARLY_ONES == BETWEEN_EARLY_ONES - 1;
      long span = early ? recovery : (long) (share * flowing.toNanos());
      try (PotorooProcess process = restarts.start()) {
        await(FaultPoint.TAKE_OVER_BEFORE, process);
        if (!early) {
          long began = System.nanoTime();
          await(FaultPoint.RESUME, process);
          recovery = System.nanoTime() - began;
        }
        long delay = 1 + random.nextLong(Math.max(1, span));
        boolean ended = process.endsWithin(Duration.ofNanos(delay));
        assertThat(ended).as("[%s] has ended after [%s] kills: %s", process, kills, this).isFalse();
      }
      kills++;
      Phase.of(restarts.trace()).forEach(phase -> byChance.merge(phase, 1, Integer::sum));
    }
    for (Phase phase : WANTED) {
      if (!byChance.containsKey(phase)) {
        restarts.dieAt(phase.point, phase == Phase.RECOVERY ? 1 : 2);
        assertThat(Phase.of(restarts.trace())).contains(phase);
        onPurpose.add(phase);
      }
    }
  }

  private void await(FaultPoint point, PotorooProcess process) {
    Awaitility.await(point + " of " + restarts)
        .atMost(PotorooProcess.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Phase.reached(restarts.trace(), point) || !process.alive());
    assertThat(process.alive()).as("%s lives", process).isTrue();
  }

  private long outputSize() {
    try {
      return Files.exists(restarts.output()) ? Files.size(restarts.output()) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was hit, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(restarts).append(": ").append(kills).append(" kills at random, seed ").append(seed);
    for (Phase phase : Phase.values()) {
      text.append("\n  ").append(phase.text).append(": ").append(byChance.getOrDefault(phase, 0));
      if (onPurpose.contains(phase)) {
        text.append(" by chance, 1 by a fault point");
      }
    }
    return text.append("\n  (one kill may hit two phases, of two rounds)").toString();
  }
}

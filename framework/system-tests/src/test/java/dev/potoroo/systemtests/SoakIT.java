package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can be done to a cluster, again and again in an order drawn from a seed: see
 * {@link Disturbance}. With {@code -Dtest.soak=true} it goes on for hours; {@code -Dtest.minutes}
 * ends it sooner, {@code -Dtest.seed} repeats the order, and {@code -Dtest.done} leaves out what is
 * at its beginning: so a soak can be done in parts, each of which ends with everything compared.
 */
class SoakIT {
  private static final int FEWEST = 3;
  private static final int MOST = 5;

  /** Longest nap that nobody takes for the end, in milliseconds. */
  private static final int NAP = 3_000;

  private static final long SEED_IN_BUILD = 4;

  private static final boolean SOAK = Boolean.getBoolean("test.soak");
  private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("test.minutes", 24 * 60));

  /** In a build it is always the same. */
  private static final long SEED =
      Long.getLong("test.seed", SOAK ? new Random().nextLong() : SEED_IN_BUILD);

  /** How much of the plan was done before. */
  private static final int DONE = Integer.getInteger("test.done", 0);

  private final Random random = new Random(SEED);
  private final ArrayDeque<Disturbance> plan;
  private int partitions;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  SoakIT() {
    List<Disturbance> all = Disturbance.plan(SOAK, random);
    plan = new ArrayDeque<>(all.subList(DONE, all.size()));
    partitions = Collections.frequency(all.subList(0, DONE), Disturbance.PARTITION);
  }

  @Test
  void nobodyCanTell() {
    if (plan.contains(Disturbance.PARTITION)) {
      try (Networks networks = Networks.of(MOST)) {
        soak(Optional.of(networks));
      }
    } else {
      soak(Optional.empty());
    }
  }

  private void soak(Optional<Networks> networks) {
    String seed = "seed [" + SEED + "]: -Dtest.seed=" + SEED;
    System.out.println(seed);
    int planned = plan.size();
    long began = System.nanoTime();
    String services = networks.map(Networks::services).orElse(Postgres.LOOPBACK);
    ClusterRun.Places places = members -> networks.map(n -> n.free(members)).orElse(Host.LOOPBACK);
    try (Postgres postgres = Postgres.start(directory, services);
        ClusterRun run = ClusterRun.start(FEWEST, directory, postgres, places, seed)) {
      while (!plan.isEmpty() && System.nanoTime() - began < LENGTH.toNanos()) {
        disturb(run, plan.remove(), networks);
      }
      assertThat(plan).as("what is still to be done: time was over").hasSizeLessThan(planned);
      run.finish();
      int done = DONE + planned - plan.size();
      System.out.printf(
          "[%d] kills; not done of the plan: %s; to go on: %s -Dtest.done=%d%n",
          run.kills(), plan, seed, done);
    }
  }

  private void disturb(ClusterRun run, Disturbance what, Optional<Networks> networks) {
    switch (what) {
      case KILL -> run.kill(any(atLeast(FEWEST, run)));
      case KILL_TWO -> {
        PotorooProcess one = any(atLeast(MOST, run));
        run.kill(one, any(run.members().stream().filter(other -> other != one).toList()));
      }
      case SUSPEND -> run.suspend(any(atLeast(FEWEST, run)));
      case NAP -> run.nap(any(run.members()), Duration.ofMillis(1 + random.nextInt(NAP)));
      case PARTITION -> {
        atLeast(MOST, run);
        Partition[] kinds = Partition.values();
        kinds[partitions++ % kinds.length].strike(run, networks.orElseThrow(), random);
      }
      case GROW -> {
        atMost(MOST - 1, run);
        run.join();
      }
      case SHRINK -> run.leaveWhenAsked(any(atLeast(FEWEST, run)));
      case LEAVE -> run.leave(notTheCoordinator(atLeast(FEWEST, run), run));
      case COORDINATOR_LEAVES -> {
        atLeast(FEWEST, run);
        run.leave(run.coordinator());
      }
      case ROLLING_RESTART -> run.restartOneByOne();
      case REBALANCE -> run.rebalance();
      case DATABASE -> run.restartDatabase();
      case SINK -> run.failSink(any(run.members()));
    }
  }

  private List<PotorooProcess> atLeast(int nodes, ClusterRun run) {
    if (run.size() < nodes) {
      run.join(nodes - run.size());
    }
    return run.members();
  }

  private void atMost(int nodes, ClusterRun run) {
    while (run.size() > nodes) {
      run.leave(any(run.members()));
    }
  }

  private PotorooProcess notTheCoordinator(List<PotorooProcess> nodes, ClusterRun run) {
    PotorooProcess coordinator = run.coordinator();
    return any(nodes.stream().filter(node -> node != coordinator).toList());
  }

  private PotorooProcess any(List<PotorooProcess> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }
}

package dev.potoroo.internal.runtime;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What can go wrong in a {@link SimulatedRun} while it goes on. For one thread. */
public final class SimulatedFaults {
  private static final Duration NOTICED_AFTER = Duration.ofSeconds(1);
  private static final int LATEST_TO_FIND_OUT_MILLIS = 400;

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final Random random;

  /** The one that stands still or is cut off; there is one at a time. */
  private @Nullable SimulatedProcess away;

  SimulatedFaults(SimulatedWorld world, SimulatedCluster cluster, Random random) {
    this.world = world;
    this.cluster = cluster;
    this.random = random;
  }

  /** Whether a node stands still or is cut off: then no other one can. */
  public boolean isOneAway() {
    return away != null;
  }

  /** A node dies before its n-th decision from now on is carried out, if others are left then. */
  public void crashSoon(String node, int decisions) {
    SimulatedProcess process = cluster.member(node);
    process.soon(decisions, () -> cluster.diesIfOthersAreLeft(process));
  }

  /**
   * A node stands still for a while. If that is long, the others go on without it; when it wakes,
   * it goes on with what it was about to do, until it finds out.
   */
  public void pause(String node, Duration forAWhile) {
    pause(cluster.member(node), forAWhile);
  }

  /**
   * A node stands still like that before its n-th decision from now on is carried out, if no other
   * one is away then.
   */
  public void pauseSoon(String node, int decisions, Duration forAWhile) {
    SimulatedProcess process = cluster.member(node);
    process.soon(
        decisions,
        () -> {
          if (!isOneAway()) {
            world.tell(process.name() + " stands still");
            pause(process, forAWhile);
          }
        });
  }

  private void pause(SimulatedProcess process, Duration forAWhile) {
    process.standStill(true);
    goAway(process, forAWhile, () -> process.standStill(false));
  }

  /**
   * Nothing reaches a node, and nothing the others from it, for a while; it has the store and its
   * sinks. If that is long, the others go on without it, while it goes on as it can.
   */
  public void partition(String node, Duration forAWhile) {
    SimulatedProcess process = cluster.member(node);
    world.network().cutOff(process);
    goAway(process, forAWhile, () -> world.network().rejoin());
  }

  private void goAway(SimulatedProcess process, Duration forAWhile, Runnable back) {
    away = process;
    world
        .time()
        .after(
            NOTICED_AFTER,
            () -> {
              if (away == process && cluster.members().size() > 1 && cluster.isMember(process)) {
                world.tell("the others go on without " + process.name());
                cluster.loses(process);
              }
            });
    world
        .time()
        .after(
            forAWhile,
            () -> {
              if (away == process) {
                back.run();
                comesBack(process);
              }
            });
  }

  private void comesBack(SimulatedProcess process) {
    away = null;
    if (process.isGone()) {
      return;
    }
    world.tell(process.name() + " is back");
    if (!cluster.isMember(process)) {
      Duration later = Duration.ofMillis(random.nextInt(LATEST_TO_FIND_OUT_MILLIS));
      world
          .time()
          .after(
              later,
              () -> {
                if (!process.isGone()) {
                  cluster.exits(process);
                }
              });
    }
  }

  /**
   * For a while, what is sent to or by a node is late by up to so many milliseconds; what one actor
   * sends to another keeps its order.
   */
  public void delay(String node, Duration forAWhile, int latestMillis) {
    world.network().slowDown(cluster.member(node), forAWhile, latestMillis);
  }

  /** For a while, some of what coordinator and nodes say to each other is said twice. */
  public void repeat(Duration forAWhile) {
    world.network().repeat(forAWhile);
  }

  /** The next records that are sent from one node to another are lost. */
  public void loseNext() {
    world.network().loseNext();
  }

  /**
   * All of that is over; nodes without which the others have gone on end. True if there were any,
   * now or before: what they have written may not have been taken back yet.
   */
  boolean heal() {
    SimulatedProcess one = away;
    away = null;
    if (one != null) {
      one.standStill(false);
    }
    world.network().heal();
    cluster.members().forEach(SimulatedProcess::notSoon);
    return cluster.endStrangers();
  }

  /** All processes are others. */
  void restart() {
    away = null;
  }
}

package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What goes wrong, one thing after the other, until everything is healed. */
final class Faults {
  private enum Kind {
    /** A process dies. */
    CRASH,
    /** A process dies between two of the things it is about to do. */
    CRASH_BETWEEN_EFFECTS,
    /** All processes die. */
    CRASH_OF_ALL,
    /** A process does nothing for a while, and nobody notices. */
    PAUSE,
    /** A process does nothing for so long that the others go on without it; then it comes back. */
    LONG_PAUSE,
    /** The others go on without a process that is well; it does not know. */
    PARTITION,
    /** Messages to a process are late. */
    SLOW_LINK,
    /** The store cannot be reached. */
    STORE_OUTAGE,
    /** The pipeline is stopped, and started again. */
    STOP
  }

  private final Simulation world;
  private final int count;
  private int left;
  private @Nullable NodeProcess victim;
  private int effectsLeft;

  Faults(Simulation world) {
    this.world = world;
    count = world.chance.below(12);
    left = count;
    world.scheduler.after(next(), this::happen);
  }

  private long next() {
    return world.chance.between(MILLI, world.chance.happens(0.7) ? 60 * MILLI : 900 * MILLI);
  }

  private void happen() {
    if (left-- <= 0) {
      victim = null;
      world.heal();
      return;
    }
    Kind kind = world.chance.oneOf(List.of(Kind.values()));
    List<NodeProcess> alive =
        world.cluster.members().stream().filter(NodeProcess::isAlive).toList();
    if (!alive.isEmpty()) {
      NodeProcess process = world.chance.oneOf(alive);
      world.trace.add("FAULT", kind, process);
      happen(kind, process, alive);
    }
    world.scheduler.after(next(), this::happen);
  }

  private void happen(Kind kind, NodeProcess process, List<NodeProcess> alive) {
    switch (kind) {
      case CRASH -> crash(process);
      case CRASH_BETWEEN_EFFECTS -> {
        victim = process;
        effectsLeft = 1 + world.chance.below(60);
      }
      case CRASH_OF_ALL -> alive.forEach(this::crash);
      case PAUSE -> process.pause(world.chance.between(MILLI, 300 * MILLI));
      case LONG_PAUSE -> partition(process, world.chance.between(100 * MILLI, 800 * MILLI));
      case PARTITION -> partition(process, 0);
      case SLOW_LINK ->
          world.network.slowDown(process, world.chance.between(50 * MILLI, 500 * MILLI));
      case STORE_OUTAGE -> world.calls.outage(world.chance.between(10 * MILLI, 500 * MILLI));
      case STOP -> process.askToStop();
    }
  }

  /** Which part of all that goes wrong is over, from 0 to 1. */
  double over() {
    return left < 0 ? 1 : (count - left + 1) / (count + 1.0);
  }

  /** Whether a process dies now, before the next thing that it is about to do. */
  boolean kills(NodeProcess process) {
    if (process != victim || --effectsLeft > 0) {
      return false;
    }
    victim = null;
    crash(process);
    return true;
  }

  private void crash(NodeProcess process) {
    world.figures.crashed();
    process.die();
    world.scheduler.after(
        world.chance.between(20 * MILLI, 400 * MILLI), () -> world.cluster.loses(process));
    world.restart(process.address());
  }

  private void partition(NodeProcess process, long pause) {
    process.pause(pause);
    Optional<CoordinatorProcess> its =
        world.cluster.coordinator().filter(coordinator -> coordinator.host() == process);
    world.scheduler.after(
        world.chance.between(10 * MILLI, 100 * MILLI), () -> world.cluster.loses(process));
    if (its.isPresent() && world.chance.happens(0.5)) {
      // It has lost the others as well, and goes on alone.
      long then = pause + world.chance.between(20 * MILLI, 200 * MILLI);
      world.cluster.members().stream()
          .filter(other -> other != process)
          .forEach(other -> process.after(then, () -> its.get().memberLost(other.address())));
    }
    long until = pause + world.chance.between(100 * MILLI, 600 * MILLI);
    world.scheduler.after(until, () -> comesBack(process, its));
  }

  private void comesBack(NodeProcess process, Optional<CoordinatorProcess> its) {
    if (!process.isAlive()) {
      return;
    }
    if (world.chance.happens(0.5)) {
      world.cluster.exit(process);
      return;
    }
    world.cluster.loses(process);
    its.ifPresent(CoordinatorProcess::stop);
    world.cluster.joins(process);
  }
}

package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MICRO;
import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies between processes. Control messages may be late, lost, repeated and overtaken. Records
 * may be late and lost, but keep their order between two processes and are never repeated, as with
 * Pekko's remoting.
 */
final class Network {
  private static final long LONGEST_NORMAL = 2 * MILLI;
  private static final long LATEST_ON_SLOW_LINK = 30 * MILLI;

  private final Simulation world;
  private final double lost;
  private final double repeated;
  private final double late;
  private final long latest;
  private final double recordsLost;
  private final Map<List<NodeProcess>, Long> busyUntil = new HashMap<>();
  private @Nullable NodeProcess slow;
  private long slowUntil;
  private boolean healed;

  Network(Simulation world) {
    this.world = world;
    lost = world.chance.oneOf(List.of(0.0, 0.0, 0.02, 0.15));
    repeated = world.chance.oneOf(List.of(0.0, 0.05, 0.2));
    late = world.chance.oneOf(List.of(0.0, 0.05, 0.2, 0.5));
    latest = world.chance.oneOf(List.of(10L, 40L, 300L)) * MILLI;
    recordsLost = world.chance.oneOf(List.of(0.0, 0.0, 0.0, 0.01));
  }

  /** From now on nothing is lost, repeated or late. */
  void heal() {
    healed = true;
  }

  void control(NodeProcess from, NodeProcess to, Object message, Runnable delivery) {
    if (from == to) {
      to.after(world.chance.between(1, 50 * MICRO), delivery);
      return;
    }
    if (happens(lost)) {
      world.trace.add(from, "to", to, message, "IS LOST");
      return;
    }
    to.after(controlDelay(to), delivery);
    if (happens(repeated)) {
      to.after(controlDelay(to), delivery);
    }
  }

  /** For a while, most control messages to a process are late, and so in any order. */
  void slowDown(NodeProcess to, long duration) {
    slow = to;
    slowUntil = world.scheduler.now() + duration;
  }

  private long controlDelay(NodeProcess to) {
    boolean isSlow = to == slow && world.scheduler.now() < slowUntil && happens(0.7);
    return isSlow ? world.chance.between(MILLI, LATEST_ON_SLOW_LINK) : delay();
  }

  void records(NodeProcess from, NodeProcess to, long generation, List<Item> items) {
    if (happens(recordsLost)) {
      world.trace.add(from, "to", to, items, "IS LOST");
      return;
    }
    long now = world.scheduler.now();
    long arrives = Math.max(now + delay(), busyUntil.getOrDefault(List.of(from, to), 0L));
    busyUntil.put(List.of(from, to), arrives);
    to.after(arrives - now, () -> to.takeRecords(generation, items));
  }

  private long delay() {
    return happens(late)
        ? world.chance.between(MILLI, latest)
        : world.chance.between(20 * MICRO, LONGEST_NORMAL);
  }

  private boolean happens(double probability) {
    return !healed && world.chance.happens(probability);
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.round.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a {@link SimulatedRun}: which of them are members, and on which member the
 * coordinator is, on the oldest. One that is no member any more may live, and go on as if nothing
 * had happened.
 */
final class SimulatedCluster {
  /** Simulated faults are not to end a run; what goes back to the same commit for ever is. */
  private static final int MOST_FAULTS = 1000;

  private final SimulatedWorld world;
  private final List<SimulatedProcess> living = new ArrayList<>();
  private final Map<String, SimulatedProcess> members = new LinkedHashMap<>();
  private @Nullable SimulatedCoordinator coordinator;
  private int started;
  private long incarnations;

  /** Whether some process has lived on that is no member any more. */
  private boolean strayed;

  SimulatedCluster(SimulatedWorld world) {
    this.world = world;
  }

  /** All processes die, and so many are started. */
  void start(int count) {
    living.forEach(SimulatedProcess::die);
    living.clear();
    members.clear();
    coordinator = null;
    started = 0;
    strayed = false;
    for (int i = 0; i < count; i++) {
      add();
    }
    elect();
  }

  /** A process is started, and becomes a member. */
  SimulatedProcess join() {
    SimulatedProcess process = add();
    SimulatedCoordinator current = coordinator;
    if (current == null) {
      elect();
    } else {
      current.membersUp(new HashSet<>(members.keySet()));
      process.heed(current);
    }
    return process;
  }

  private SimulatedProcess add() {
    started++;
    incarnations++;
    SimulatedProcess process = new SimulatedProcess(world, this, "node-" + started, incarnations);
    living.add(process);
    members.put(process.name(), process);
    return process;
  }

  private void elect() {
    SimulatedProcess oldest = members.values().iterator().next();
    PipelineSettings.Rounds rounds = world.settings().rounds();
    Rules rules =
        new Rules(
            "simulated",
            members.size(),
            world.settings().shards(),
            true,
            rounds.interval().toNanos(),
            rounds.writeLoad(),
            rounds.warnAfter().toNanos(),
            rounds.lostAfter().toNanos(),
            rounds.maxRollbacks() + MOST_FAULTS,
            !world.topology().references().isEmpty());
    SimulatedCoordinator elected = new SimulatedCoordinator(world, this, oldest, rules);
    coordinator = elected;
    world.tell("the coordinator is on " + oldest.name());
    elected.membersUp(new HashSet<>(members.keySet()));
    members.values().forEach(member -> member.heed(elected));
  }

  /** A process is no longer a member; the others go on without it. */
  void loses(SimulatedProcess process) {
    if (!members.remove(process.name(), process)) {
      return;
    }
    strayed |= !process.isGone();
    SimulatedCoordinator current = coordinator;
    if (members.isEmpty() || current == null) {
      coordinator = null;
    } else if (current.host() == process) {
      elect();
    } else {
      current.memberLost(process.name());
      current.membersUp(new HashSet<>(members.keySet()));
    }
  }

  /**
   * A process has left in order. If it was the last one, since the others are away, the run has
   * stopped with it, and is started again.
   */
  void hasLeft(SimulatedProcess process) {
    world.tell(process.name() + " has left");
    loses(process);
    if (members.isEmpty()) {
      world.tell(join().name() + " is started, since no other one was there");
    }
  }

  /** A process dies, and the others notice at once. */
  void crash(SimulatedProcess process) {
    process.die();
    loses(process);
  }

  /** A process dies if it is not the only member. */
  void diesIfOthersAreLeft(SimulatedProcess process) {
    if (members.size() > 1 || !isMember(process)) {
      world.tell(process.name() + " dies");
      crash(process);
    }
  }

  /** A process has found out that the others have gone on without it, and is started anew. */
  void exits(SimulatedProcess process) {
    world.tell(process.name() + " has found out that it was replaced, and ends");
    crash(process);
    world.tell(join().name() + " is started in its place");
  }

  boolean isMember(SimulatedProcess process) {
    return members.get(process.name()) == process;
  }

  /** The members, oldest first. */
  List<SimulatedProcess> members() {
    return List.copyOf(members.values());
  }

  /** All processes that are not gone, members or not. */
  List<SimulatedProcess> living() {
    living.removeIf(SimulatedProcess::isGone);
    return List.copyOf(living);
  }

  Optional<SimulatedCoordinator> coordinator() {
    return Optional.ofNullable(coordinator);
  }

  /**
   * A member.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  SimulatedProcess member(String name) {
    SimulatedProcess found = members.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no node [" + name + "], only " + members.keySet());
    }
    return found;
  }

  /**
   * A member that is not the only one.
   *
   * @throws IllegalStateException if it is
   */
  SimulatedProcess oneOfSeveral(String name) {
    SimulatedProcess found = member(name);
    if (members.size() == 1) {
      throw new IllegalStateException("node [" + name + "] is the only one: nobody would go on");
    }
    return found;
  }

  /** Those that are no members any more end. True if there were any, now or before. */
  boolean endStrangers() {
    for (SimulatedProcess process : living()) {
      if (!isMember(process)) {
        process.die();
      }
    }
    boolean any = strayed;
    strayed = false;
    return any;
  }
}

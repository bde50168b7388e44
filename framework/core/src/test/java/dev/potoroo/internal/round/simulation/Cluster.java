package dev.potoroo.internal.round.simulation;

import static dev.potoroo.internal.round.simulation.Scheduler.MILLI;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member, and on which member the coordinator runs: on the oldest, and if that is lost, a
 * new one on the next. A lost one may be alive, and go on as if nothing had happened.
 */
final class Cluster {
  private final Simulation world;
  private final Map<String, NodeProcess> up = new LinkedHashMap<>();
  private @Nullable CoordinatorProcess current;

  Cluster(Simulation world) {
    this.world = world;
  }

  void joins(NodeProcess process) {
    if (!process.isAlive()) {
      return;
    }
    world.trace.add("cluster", process, "joins");
    NodeProcess before = up.remove(process.address());
    up.put(process.address(), process);
    if (before != null && before != process) {
      removed(before);
    }
    tell(process);
    if (current == null) {
      elect();
    }
  }

  void loses(NodeProcess process) {
    if (up.remove(process.address(), process)) {
      world.trace.add("cluster", process, "is no longer a member");
      removed(process);
    }
  }

  private void removed(NodeProcess process) {
    CoordinatorProcess coordinator = current;
    if (coordinator == null) {
      return;
    }
    if (coordinator.host() == process) {
      elect();
    } else {
      coordinator.host().after(soon(), () -> coordinator.memberLost(process.address()));
    }
  }

  private void elect() {
    current =
        up.values().stream()
            .filter(NodeProcess::isAlive)
            .findFirst()
            .map(host -> new CoordinatorProcess(world, host))
            .orElse(null);
    world.trace.add("cluster", "the coordinator is now", current);
    up.values().forEach(this::tell);
  }

  private void tell(NodeProcess process) {
    process.after(
        soon(),
        () -> {
          if (up.get(process.address()) == process) {
            process.heed(current);
          }
        });
  }

  private long soon() {
    return world.chance.between(0, 30 * MILLI);
  }

  /** A process has found out that it has been replaced, or has ended: it is started anew. */
  void exit(NodeProcess process) {
    process.die();
    world.scheduler.after(soon(), () -> loses(process));
    world.restart(process.address());
  }

  /** The members, if it is one itself; what others see does not matter. */
  Optional<Set<String>> upAsSeenBy(NodeProcess process) {
    return up.get(process.address()) == process
        ? Optional.of(Set.copyOf(up.keySet()))
        : Optional.empty();
  }

  List<NodeProcess> members() {
    return List.copyOf(up.values());
  }

  Optional<CoordinatorProcess> coordinator() {
    return Optional.ofNullable(current);
  }
}

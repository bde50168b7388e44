package dev.potoroo.internal.runtime;

import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.PrepareForFullClusterShutdown;
import org.apache.pekko.event.Logging;

/**
 * The end of a node's actor system. A node that ends in order leaves the cluster first, so that
 * those that take longer need not find out that it is gone, and warn of that.
 */
final class Departure {
  private static final Set<MemberStatus> TAKING_PART =
      Set.of(MemberStatus.up(), MemberStatus.shuttingDown(), MemberStatus.shutDown());

  private Departure() {}

  /** This node ends and others go on: it hands its shards over. */
  static void alone(ActorSystem<?> system) {
    if (isMember(system)) {
      leave(system, Optional.empty());
    } else {
      system.terminate();
    }
  }

  /**
   * All nodes end, each as soon as it can: shards have nowhere to go, and no coordinator is wanted
   * any more. Without saying so, two nodes that leave would wait for each other to take it over.
   */
  static void together(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    if (isMember(system) && cluster.state().members().size() > 1) {
      // Whoever is quicker does not take the last thing that Pekko has to tell it. All are done, so
      // nobody needs to be warned of that.
      Adapter.toClassic(system).eventStream().setLogLevel(Logging.ErrorLevel());
      cluster.manager().tell(PrepareForFullClusterShutdown.prepareForFullClusterShutdown());
      leave(system, Optional.of(CoordinatedShutdown.PhaseClusterLeave()));
    } else {
      system.terminate();
    }
  }

  private static boolean isMember(ActorSystem<?> system) {
    return TAKING_PART.contains(Cluster.get(system).selfMember().status());
  }

  private static void leave(ActorSystem<?> system, Optional<String> fromPhase) {
    CoordinatedShutdown.get(system)
        .run(CoordinatedShutdown.actorSystemTerminateReason(), fromPhase);
  }
}

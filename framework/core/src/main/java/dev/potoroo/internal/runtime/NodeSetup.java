package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.HostPort;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.round.Rules;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ClusterShardingSettings;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * What an agent is made with.
 *
 * @param node the node's shared things
 * @param lanes its lanes
 * @param bindings the connectors
 * @param fingerprint what all nodes of the cluster must have in common
 * @param onStarted called when the node is up; may be called more than once
 * @param onComplete called once when the run is over, to close what is left
 * @param entry the thread on which the node enters generations, one after the other
 */
record NodeSetup(
    Node node,
    Lanes lanes,
    ResolvedBindings bindings,
    String fingerprint,
    Runnable onStarted,
    Consumer<Completion> onComplete,
    Executor entry) {

  private static final String LANE_DISPATCHER = "potoroo-lanes.dispatcher";
  private static final String LANE_MAILBOX = "potoroo-lanes.mailbox";

  void started() {
    onStarted.run();
  }

  void close(Completion completion) {
    onComplete.accept(completion);
  }

  void entering(Runnable task) {
    entry.execute(task);
  }

  void join(Cluster cluster) {
    List<HostPort> seeds = node.settings().cluster().seeds();
    if (seeds.isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      return;
    }
    Address self = cluster.selfMember().address();
    List<Address> addresses =
        seeds.stream()
            .map(seed -> new Address(self.protocol(), self.system(), seed.host(), seed.port()))
            .toList();
    cluster.manager().tell(new JoinSeedNodes(addresses));
  }

  ActorRef<CoordinatorMessage> startCoordinator(ActorSystem<?> system) {
    return ClusterSingleton.get(system)
        .init(SingletonActor.of(CoordinatorActor.create(node, rules()), "potoroo-coordinator"));
  }

  private Rules rules() {
    PipelineSettings.Rounds rounds = node.settings().rounds();
    return new Rules(
        fingerprint,
        node.settings().cluster().members(),
        node.settings().shards(),
        node.store().isPresent(),
        rounds.interval().toNanos(),
        rounds.writeLoad(),
        rounds.warnAfter().toNanos(),
        rounds.lostAfter().toNanos(),
        rounds.maxRollbacks(),
        !node.references().isEmpty());
  }

  /**
   * The shard region of all steps: a shard has the objects of its keys of all of them, so that they
   * move together, and by one move.
   */
  Consumer<EntityMessage.Start> startSharding(
      ActorSystem<?> system, String self, ActorRef<NodeMessage> agent) {
    org.apache.pekko.actor.ActorSystem classic = Adapter.toClassic(system);
    ActorRef<EntityMessage.Start> region =
        Adapter.toTyped(
            ClusterSharding.get(classic)
                .start(
                    node.topology().pipeline(),
                    EntityActor.props(node)
                        .withDispatcher(LANE_DISPATCHER)
                        .withMailbox(LANE_MAILBOX),
                    ClusterShardingSettings.create(classic),
                    new KeyShards(node.settings().shards()),
                    new AssignedShards(
                        node.parts()::generation,
                        node.parts()::placing,
                        self,
                        generation -> agent.tell(new NodeMessage.InPlace(generation))),
                    new EntityMessage.Stop()));
    return region::tell;
  }
}

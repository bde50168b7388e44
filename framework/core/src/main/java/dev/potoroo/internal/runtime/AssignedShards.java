package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts each shard of a step where the generation's assignment says. Moves one only while nothing
 * flows: when all nodes have entered the generation and wait for its shards to be in place. Pekko
 * asks at short intervals. The Scala types in here are forced by its interface.
 */
final class AssignedShards extends ShardCoordinator.AbstractShardAllocationStrategy {
  private final NodeParts parts;
  private final String self;
  private final LongConsumer inPlace;

  /**
   * Makes it.
   *
   * @param self the address of this node
   * @param inPlace told the generation when all shards are where it has them
   */
  AssignedShards(NodeParts parts, String self, LongConsumer inPlace) {
    this.parts = parts;
    this.self = self;
    this.inPlace = inPlace;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    Generation generation = parts.generation();
    if (generation != null) {
      String home = homeOf(shard, generation.assignment());
      for (ActorRef region : current.keySet()) {
        if (addressOf(region).equals(home)) {
          return FutureConverters.asScala(CompletableFuture.completedFuture(region));
        }
      }
    }
    // Its region has not registered yet. The one that asks will ask again; a failure would be
    // logged as an error each time.
    return FutureConverters.asScala(new CompletableFuture<>());
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
    Set<String> moving = new HashSet<>();
    Generation generation = parts.placing();
    if (generation != null) {
      current.forEach(
          (region, shards) -> {
            String address = addressOf(region);
            CollectionConverters.asJava(shards)
                .forEach(
                    shard -> {
                      if (!address.equals(homeOf(shard, generation.assignment()))) {
                        moving.add(shard);
                      }
                    });
          });
      if (moving.isEmpty() && inProgress.isEmpty()) {
        inPlace.accept(generation.number());
      }
      moving.removeAll(inProgress);
    }
    return FutureConverters.asScala(CompletableFuture.completedFuture(moving));
  }

  private static String homeOf(String shard, Assignment assignment) {
    int home = assignment.homeOfShard().get(Integer.parseInt(shard));
    return assignment.nodes().get(home).address();
  }

  private String addressOf(ActorRef region) {
    return region.path().address().hasLocalScope() ? self : Addresses.of(region.path().address());
  }
}

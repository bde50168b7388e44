package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.jspecify.annotations.Nullable;
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
  private final Supplier<@Nullable Generation> current;
  private final Supplier<@Nullable Generation> placing;
  private final String self;
  private final LongConsumer inPlace;

  /**
   * Makes it.
   *
   * @param current gives the generation that this node is in, null before the first
   * @param placing the same, while its shards may move; else null
   * @param self the address of this node
   * @param inPlace told the generation when all shards are where it has them
   */
  AssignedShards(
      Supplier<@Nullable Generation> current,
      Supplier<@Nullable Generation> placing,
      String self,
      LongConsumer inPlace) {
    this.current = current;
    this.placing = placing;
    this.self = self;
    this.inPlace = inPlace;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
    Generation generation = current.get();
    if (generation != null) {
      String home = homeOf(shard, generation.assignment());
      for (ActorRef region : allocations.keySet()) {
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
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
    Set<String> moving = new HashSet<>();
    Generation generation = placing.get();
    if (generation != null) {
      boolean othersLeft = false;
      for (Map.Entry<ActorRef, IndexedSeq<String>> one : allocations.entrySet()) {
        String address = addressOf(one.getKey());
        Collection<String> shards = CollectionConverters.asJava(one.getValue());
        if (generation.assignment().indexOf(address) >= 0) {
          shards.stream()
              .filter(shard -> !address.equals(homeOf(shard, generation.assignment())))
              .forEach(moving::add);
        } else {
          // Its node hands them over itself, or is dead, as Pekko will find out: to ask it for
          // them would then mean to wait for an answer.
          othersLeft |= !shards.isEmpty();
        }
      }
      if (moving.isEmpty() && inProgress.isEmpty() && !othersLeft) {
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

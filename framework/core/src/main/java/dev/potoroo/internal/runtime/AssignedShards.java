package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Puts each shard, of all steps, where the coordinator's assignment says, and never moves one. The
 * Scala types in here are forced by Pekko's interface.
 */
final class AssignedShards extends ShardCoordinator.AbstractShardAllocationStrategy {
  private final Supplier<@Nullable Assignment> assignment;
  private final String self;

  AssignedShards(Supplier<@Nullable Assignment> assignment, String self) {
    this.assignment = assignment;
    this.self = self;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> current) {
    Assignment known = assignment.get();
    if (known != null) {
      String home = known.nodes().get(known.homeOfShard().get(Integer.parseInt(shard))).address();
      for (ActorRef region : current.keySet()) {
        String address =
            region.path().address().hasLocalScope() ? self : Addresses.of(region.path().address());
        if (address.equals(home)) {
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
    return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
  }
}

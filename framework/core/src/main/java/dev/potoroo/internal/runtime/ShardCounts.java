package dev.potoroo.internal.runtime;

import dev.potoroo.status.ShardsStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counts the objects in this node's memory by shard: on each lane, between records. */
final class ShardCounts {
  private final Node node;
  private final String self;

  ShardCounts(Node node, String self) {
    this.node = node;
    this.self = self;
  }

  void answer(NodeMessage.GetShards get) {
    List<CompletableFuture<long[]>> counts = new ArrayList<>();
    for (LaneWork lane : node.parts().work()) {
      CompletableFuture<long[]> count = new CompletableFuture<>();
      counts.add(count);
      lane.onLane(() -> count.complete(count(lane)));
    }
    var unused =
        CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new))
            .thenAccept(done -> get.replyTo().tell(answer(counts)));
  }

  private long[] count(LaneWork lane) {
    long[] objects = new long[node.settings().shards()];
    node.topology()
        .steps()
        .forEach(
            step ->
                lane.step(step.index())
                    .slots()
                    .forEach(
                        slot -> {
                          if (slot.exists()) {
                            objects[KeyShards.shardOf(slot.key, objects.length)]++;
                          }
                        }));
    return objects;
  }

  private NodeMessage.ShardsAnswer answer(List<CompletableFuture<long[]>> counts) {
    Generation generation = node.parts().generation();
    List<ShardsStatus.Shard> shards = new ArrayList<>();
    long all = 0;
    for (int shard = 0; shard < node.settings().shards(); shard++) {
      long objects = 0;
      for (CompletableFuture<long[]> lane : counts) {
        objects += lane.join()[shard];
      }
      boolean isHere =
          generation != null
              && generation.assignment().homeOfShard().get(shard) == generation.self();
      if (isHere) {
        shards.add(new ShardsStatus.Shard(shard, objects));
        all += objects;
      }
    }
    return new NodeMessage.ShardsAnswer(
        generation == null ? 0 : generation.number(),
        new ShardsStatus.NodeShards(self, shards, all));
  }
}

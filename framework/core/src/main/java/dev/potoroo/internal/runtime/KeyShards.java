package dev.potoroo.internal.runtime;

import org.apache.pekko.cluster.sharding.ShardRegion;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline's keys as entity ids, with their steps, and the one function from key to shard. It
 * is part of the protocol between nodes: all must compute the same.
 */
final class KeyShards implements ShardRegion.MessageExtractor {
  private final int shards;

  KeyShards(int shards) {
    this.shards = shards;
  }

  /**
   * The shard of a key: its hash code's high bits after multiplication by the golden ratio, so that
   * similar keys part.
   */
  static int shardOf(String key, int shards) {
    long spread = (key.hashCode() * 0x9e3779b97f4a7c15L) >>> 33;
    return (int) (spread % shards);
  }

  @Override
  public @Nullable String entityId(Object message) {
    return message instanceof EntityMessage.Start start ? start.id() : null;
  }

  @Override
  public Object entityMessage(Object message) {
    return message;
  }

  @Override
  public @Nullable String shardId(Object message) {
    return message instanceof EntityMessage.Start start
        ? Integer.toString(shardOf(start.slot().key, shards))
        : null;
  }
}

package dev.potoroo.internal.runtime;

import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * The pipeline's keys as entity ids, and the one function from key to shard. It is part of the
 * protocol between nodes: all must compute the same.
 */
final class KeyShards
    extends ShardingMessageExtractor<ShardingEnvelope<EntityMessage>, EntityMessage> {
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
  public String entityId(ShardingEnvelope<EntityMessage> envelope) {
    return envelope.entityId();
  }

  @Override
  public String shardId(String entityId) {
    return Integer.toString(shardOf(entityId, shards));
  }

  @Override
  public EntityMessage unwrapMessage(ShardingEnvelope<EntityMessage> envelope) {
    return envelope.message();
  }
}

package dev.potoroo.internal.runtime;

/**
 * Where each shard's records go, seen from this node. Immutable.
 *
 * @param destinationOfShard for each shard an index into {@code destinations}
 * @param destinations the lanes of all nodes that have shards
 */
record Routing(int[] destinationOfShard, Destination[] destinations) {
  int destinationOf(String key) {
    return destinationOfShard[KeyShards.shardOf(key, destinationOfShard.length)];
  }
}

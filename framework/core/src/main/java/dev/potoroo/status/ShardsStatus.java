package dev.potoroo.status;

import java.util.List;

/**
 * Where the shards of a pipeline are, and how they got there.
 *
 * @param generation the generation, as this node knows it
 * @param nodes the nodes that have answered
 * @param movements the latest changes of generation of this coordinator, oldest first, at most 100
 * @param members how many nodes have answered
 */
public record ShardsStatus(
    long generation, List<NodeShards> nodes, List<Movement> movements, Members members) {

  /**
   * The shards of a node.
   *
   * @param node its address
   * @param shards the shards, by number
   * @param objects how many objects of all steps are in its memory
   */
  public record NodeShards(String node, List<Shard> shards, long objects) {}

  /**
   * A shard, of all steps.
   *
   * @param shard its number
   * @param objects how many of its objects are in memory
   */
  public record Shard(int shard, long objects) {}

  /**
   * A change of generation: nodes have joined or left, or the pipeline went back to a commit.
   *
   * @param generation the new generation
   * @param reason why it has begun
   * @param nodes on how many nodes
   * @param shards how many shards got another home
   * @param pauseMicros for how long records did not flow, in microseconds
   */
  public record Movement(long generation, String reason, int nodes, int shards, long pauseMicros) {}
}

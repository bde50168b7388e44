package dev.potoroo.internal.round;

import java.util.ArrayList;
import java.util.List;

/**
 * Who does what. Nodes are numbered by their place in {@code nodes}; a later version of an
 * assignment only adds nodes.
 *
 * @param version counts from 1
 * @param nodes the nodes
 * @param homeOfShard for each shard the node on which its objects of all steps live
 */
public record Assignment(int version, List<NodeSpec> nodes, List<Integer> homeOfShard) {
  public Assignment {
    nodes = List.copyOf(nodes);
    homeOfShard = List.copyOf(homeOfShard);
  }

  /**
   * A node.
   *
   * @param address {@code host:port}
   * @param lanes how many lanes it has
   */
  public record NodeSpec(String address, int lanes) {}

  /**
   * Spreads shards over nodes evenly, in blocks: a node's lanes take its shards in turn, and of
   * every second shard, say, half of the lanes would get none.
   */
  static Assignment first(List<NodeSpec> nodes, int shards) {
    List<Integer> homes = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      homes.add((int) ((long) shard * nodes.size() / shards));
    }
    return new Assignment(1, nodes, homes);
  }

  /** This assignment with one more node, which has no shards. */
  Assignment with(NodeSpec node) {
    List<NodeSpec> more = new ArrayList<>(nodes);
    more.add(node);
    return new Assignment(version + 1, more, homeOfShard);
  }

  /** The number of the node with that address, or -1. */
  public int indexOf(String address) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).address().equals(address)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The node that reads partition number {@code partition} of source number {@code source}, if it
   * is one that exists once in the cluster: they go round the nodes that have shards.
   */
  public int readerOf(int source, int partition) {
    int first = (int) homeOfShard.stream().distinct().count();
    return (source + partition) % Math.max(1, first);
  }
}

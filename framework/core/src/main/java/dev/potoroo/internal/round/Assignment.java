package dev.potoroo.internal.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who does what in one generation. Nodes are numbered by their place in {@code nodes}.
 *
 * @param nodes the nodes
 * @param homeOfShard for each shard the node on which its objects of all steps live
 */
public record Assignment(List<NodeSpec> nodes, List<Integer> homeOfShard) {
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
  public static Assignment first(List<NodeSpec> nodes, int shards) {
    List<Integer> homes = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      homes.add((int) ((long) shard * nodes.size() / shards));
    }
    return new Assignment(nodes, homes);
  }

  /**
   * The same shards on other nodes: each stays where it is, if that node is still there; the others
   * go to the nodes that have fewest. Where objects are not stored, no other can be moved.
   */
  public Assignment on(List<NodeSpec> nodesNow) {
    return moving(nodesNow).result();
  }

  /** As {@link #on}, but evenly: then as few more shards as can be move to those with too few. */
  public Assignment evenlyOn(List<NodeSpec> nodesNow) {
    Moving moving = moving(nodesNow);
    moving.even();
    return moving.result();
  }

  private Moving moving(List<NodeSpec> nodesNow) {
    Assignment next = new Assignment(nodesNow, List.of());
    int[] homes = new int[homeOfShard.size()];
    for (int shard = 0; shard < homes.length; shard++) {
      homes[shard] = next.indexOf(nodes.get(homeOfShard.get(shard)).address());
    }
    Moving moving = new Moving(nodesNow, homes);
    moving.placeHomeless();
    return moving;
  }

  /**
   * How many shards have another home than in {@code before}, where nodes may have other places.
   */
  int movedSince(Assignment before) {
    int moved = 0;
    for (int shard = 0; shard < homeOfShard.size(); shard++) {
      String was = before.nodes.get(before.homeOfShard.get(shard)).address();
      moved += nodes.get(homeOfShard.get(shard)).address().equals(was) ? 0 : 1;
    }
    return moved;
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

  /** The addresses of the nodes. */
  Set<String> addresses() {
    return nodes.stream().map(NodeSpec::address).collect(Collectors.toUnmodifiableSet());
  }

  /** The addresses of the nodes that are not in {@code before}. */
  Set<String> addedSince(Assignment before) {
    return addresses().stream()
        .filter(address -> before.indexOf(address) < 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How many shards live on node number {@code node}. */
  public int shardsOf(int node) {
    return (int) homeOfShard.stream().filter(home -> home == node).count();
  }

  /**
   * The node that reads partition number {@code partition} of source number {@code source}, if it
   * is one that exists once in the cluster: they go round the nodes that have shards.
   */
  public int readerOf(int source, int partition) {
    List<Integer> homes = homeOfShard.stream().distinct().sorted().toList();
    return homes.get((source + partition) % homes.size());
  }
}

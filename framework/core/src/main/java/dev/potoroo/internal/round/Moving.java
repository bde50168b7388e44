package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Gives shards new homes: as few as can be, so that nodes have evenly many, and their lanes too,
 * which take the shards of a node in turn by number.
 */
final class Moving {
  private final List<NodeSpec> nodes;
  private final int[] homes;
  private final int[] load;
  private final int[][] laneLoad;

  /** Begins with homes by number of node, -1 for those that have none. */
  Moving(List<NodeSpec> nodes, int[] homes) {
    this.nodes = nodes;
    this.homes = homes;
    load = new int[nodes.size()];
    laneLoad = nodes.stream().map(node -> new int[node.lanes()]).toArray(int[][]::new);
    for (int shard = 0; shard < homes.length; shard++) {
      if (homes[shard] >= 0) {
        count(shard, homes[shard], 1);
      }
    }
  }

  private void count(int shard, int node, int delta) {
    load[node] += delta;
    laneLoad[node][laneOf(shard, node)] += delta;
  }

  private int laneOf(int shard, int node) {
    return shard % nodes.get(node).lanes();
  }

  /** Gives each shard that has no home to the node that has fewest. */
  void placeHomeless() {
    for (int shard = 0; shard < homes.length; shard++) {
      if (homes[shard] < 0) {
        move(shard, leastFor(shard));
      }
    }
  }

  private int leastFor(int shard) {
    int least = 0;
    for (int node = 1; node < load.length; node++) {
      boolean fewer = load[node] < load[least];
      boolean asFew = load[node] == load[least];
      if (fewer || asFew && laneLoadFor(shard, node) < laneLoadFor(shard, least)) {
        least = node;
      }
    }
    return least;
  }

  private int laneLoadFor(int shard, int node) {
    return laneLoad[node][laneOf(shard, node)];
  }

  /** Moves shards from those that have most to those that have fewest, until it is even. */
  void even() {
    while (true) {
      int most = 0;
      int least = 0;
      for (int node = 1; node < load.length; node++) {
        most = load[node] > load[most] ? node : most;
        least = load[node] < load[least] ? node : least;
      }
      if (load[most] - load[least] <= 1) {
        return;
      }
      move(best(most, least), least);
    }
  }

  /** The shard that leaves the fullest lane of one node for the emptiest lane of the other. */
  private int best(int from, int to) {
    int best = -1;
    int bestGain = Integer.MIN_VALUE;
    for (int shard = 0; shard < homes.length; shard++) {
      int gain = laneLoadFor(shard, from) - laneLoadFor(shard, to);
      if (homes[shard] == from && gain > bestGain) {
        best = shard;
        bestGain = gain;
      }
    }
    return best;
  }

  private void move(int shard, int to) {
    if (homes[shard] >= 0) {
      count(shard, homes[shard], -1);
    }
    homes[shard] = to;
    count(shard, to, 1);
  }

  Assignment result() {
    return new Assignment(nodes, Arrays.stream(homes).boxed().toList());
  }
}

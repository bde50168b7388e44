package dev.potoroo.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a node says of the cluster. */
final class ClusterView {
  private final PotorooProcess node;

  private ClusterView(PotorooProcess node) {
    this.node = node;
  }

  static ClusterView of(PotorooProcess node) {
    return new ClusterView(node);
  }

  /** The address of the node on which the coordinator is. */
  String oldest() {
    return address(members().path("oldest"));
  }

  /** The addresses of the members; none if one of them cannot be reached. */
  Set<String> up() {
    JsonNode view = members();
    Set<String> up = new TreeSet<>();
    if (view.path("unreachable").isEmpty()) {
      view.path("members").forEach(member -> up.add(address(member.path("node"))));
    }
    return up;
  }

  private JsonNode members() {
    return Http.json(node.management() + "/cluster/members");
  }

  private static String address(JsonNode url) {
    return url.asText().substring(url.asText().indexOf('@') + 1);
  }

  /** Whether each shard has one node, and each node as many as any other, but for one. */
  boolean isBalanced(int shardsInAll, int nodes) {
    List<Integer> sizes = new ArrayList<>();
    Set<Integer> shards = new TreeSet<>();
    for (JsonNode one : node.shards().path("nodes")) {
      sizes.add(one.path("shards").size());
      one.path("shards").forEach(shard -> shards.add(shard.path("shard").asInt()));
    }
    sizes.sort(null);
    return sizes.size() == nodes
        && shards.size() == shardsInAll
        && sizes.stream().mapToInt(size -> size).sum() == shardsInAll
        && sizes.get(sizes.size() - 1) - sizes.get(0) <= 1;
  }
}

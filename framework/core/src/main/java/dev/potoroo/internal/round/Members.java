package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The nodes that have registered with a {@link Coordinator}. */
final class Members {
  private final Map<String, NodeSpec> specs = new TreeMap<>();
  private final Map<String, Long> incarnations = new HashMap<>();
  private Set<String> up = Set.of();

  /** What a registration means. */
  enum Arrival {
    /** A node that was not there. */
    NEW,
    /** A node says it again. */
    KNOWN,
    /** Another process at the address of one that was there. */
    REPLACED
  }

  Arrival add(String address, long incarnation, int lanes) {
    NodeSpec before = specs.put(address, new NodeSpec(address, lanes));
    Long known = incarnations.put(address, incarnation);
    if (before == null || known == null) {
      return Arrival.NEW;
    }
    return known == incarnation ? Arrival.KNOWN : Arrival.REPLACED;
  }

  boolean remove(String address) {
    incarnations.remove(address);
    return specs.remove(address) != null;
  }

  /** The addresses of the cluster's members, whether they have registered or not. */
  void up(Set<String> addresses) {
    up = Set.copyOf(addresses);
  }

  /** Whether all of the cluster's members have registered. */
  boolean complete() {
    return !up.isEmpty() && specs.keySet().containsAll(up);
  }

  int size() {
    return specs.size();
  }

  /** In the order of their addresses. */
  List<NodeSpec> nodes() {
    return List.copyOf(specs.values());
  }
}

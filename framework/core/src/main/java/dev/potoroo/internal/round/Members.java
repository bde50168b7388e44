package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The nodes that have registered with a {@link Coordinator}, and what they did before. */
final class Members {
  private final Map<String, NodeSpec> specs = new TreeMap<>();
  private final Map<String, Long> incarnations = new HashMap<>();
  private Set<String> up = Set.of();
  private Optional<Assignment> before = Optional.empty();

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
    specs.put(address, new NodeSpec(address, lanes));
    Long known = incarnations.put(address, incarnation);
    if (known == null) {
      return Arrival.NEW;
    }
    return known == incarnation ? Arrival.KNOWN : Arrival.REPLACED;
  }

  /** False if it was not there. */
  boolean remove(String address) {
    incarnations.remove(address);
    return specs.remove(address) != null;
  }

  /** The others have gone. */
  void only(String address) {
    specs.keySet().retainAll(Set.of(address));
    incarnations.keySet().retainAll(Set.of(address));
  }

  boolean isEmpty() {
    return specs.isEmpty();
  }

  /** The addresses of the cluster's members, whether they have registered or not. */
  void up(Set<String> addresses) {
    up = Set.copyOf(addresses);
  }

  /** What an earlier coordinator has told the nodes. */
  void before(Assignment known) {
    before = Optional.of(known);
  }

  /** Whether the nodes have, or had, something to do. */
  boolean haveBegun() {
    return before.isPresent();
  }

  /**
   * Whether all nodes are there: at first a number that was agreed on; later it is the members of
   * the cluster, of which none may be left out that has something in flight.
   */
  boolean haveGathered(int wanted) {
    return haveBegun() ? !up.isEmpty() && specs.keySet().containsAll(up) : specs.size() >= wanted;
  }

  /** Who does what from now on: all that are there, each as before as far as can be. */
  Assignment assign(int shards) {
    List<NodeSpec> nodes = List.copyOf(specs.values());
    Assignment next =
        before.map(earlier -> earlier.on(nodes)).orElseGet(() -> Assignment.first(nodes, shards));
    before = Optional.of(next);
    return next;
  }
}

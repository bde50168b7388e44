package dev.potoroo.internal.round;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The nodes that have registered with a {@link Coordinator}, and what they did before. */
final class Members {
  private final Map<String, NodeSpec> specs = new TreeMap<>();
  private final Map<String, Long> incarnations = new HashMap<>();
  private final Set<String> leaving = new TreeSet<>();
  private final Map<String, Departed> departed = new HashMap<>();
  private Set<String> up = Set.of();
  private Optional<Assignment> before = Optional.empty();

  /** A process that has nothing to do any more, and what it was told. */
  private record Departed(long incarnation, Effect.Release told) {}

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
    departed.remove(address);
    Long known = incarnations.put(address, incarnation);
    if (known == null) {
      return Arrival.NEW;
    }
    if (known == incarnation) {
      return Arrival.KNOWN;
    }
    leaving.remove(address);
    return Arrival.REPLACED;
  }

  /** False if it was not there. */
  boolean remove(String address) {
    incarnations.remove(address);
    leaving.remove(address);
    return specs.remove(address) != null;
  }

  /** The others have gone. */
  void only(String address) {
    specs.keySet().retainAll(Set.of(address));
    incarnations.keySet().retainAll(Set.of(address));
  }

  // ---- nodes leave

  /** A node is to have no part in what comes. False if it is not there. */
  boolean leaves(String address) {
    return specs.containsKey(address) && leaving.add(address);
  }

  /** Whether a node is there that does not leave. */
  boolean someStay() {
    return !leaving.containsAll(specs.keySet());
  }

  /** The nodes that are to leave. */
  Set<String> leaving() {
    return Set.copyOf(leaving);
  }

  /** A node has nothing to do any more, and is told so, again if need be. */
  Effect.Release depart(Effect.Release told) {
    Long incarnation = incarnations.get(told.address());
    if (incarnation != null) {
      departed.put(told.address(), new Departed(incarnation, told));
    }
    remove(told.address());
    return told;
  }

  /** What a process was told that has nothing to do any more; empty if it is not one. */
  Optional<Effect.Release> departed(String address, long incarnation) {
    return Optional.ofNullable(departed.get(address))
        .filter(one -> one.incarnation == incarnation)
        .map(Departed::told);
  }

  boolean isEmpty() {
    return specs.isEmpty();
  }

  /** The addresses of those that have registered. */
  Set<String> registered() {
    return Set.copyOf(specs.keySet());
  }

  /** The addresses of the cluster's members, whether they have registered or not. */
  void up(Set<String> addresses) {
    up = Set.copyOf(addresses);
  }

  /** What an earlier coordinator has told the nodes. */
  void before(Assignment known) {
    before = Optional.of(known);
  }

  /** What the nodes have been told last, now or by an earlier coordinator. */
  Optional<Assignment> before() {
    return before;
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

  /**
   * Who does what from now on: all that are there, each as before as far as can be.
   *
   * @param mayMove whether shards may move from one node to another that is there
   */
  Assignment assign(int shards, boolean mayMove) {
    List<NodeSpec> nodes = List.copyOf(specs.values());
    Assignment next =
        before
            .map(earlier -> mayMove ? earlier.evenlyOn(nodes) : earlier.on(nodes))
            .orElseGet(() -> Assignment.first(nodes, shards));
    before = Optional.of(next);
    return next;
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.internal.round.Assignment.NodeSpec;
import dev.potoroo.internal.round.NodeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The nodes of a {@link DirectRun}, in the order in which they were started. */
final class DirectNodes {
  private final Function<String, DirectNode> starts;
  private final List<DirectNode> all = new ArrayList<>();
  private final List<VirtualNode> parts = new ArrayList<>();
  private int started;

  /** None yet; {@code starts} starts one of a name. */
  DirectNodes(Function<String, DirectNode> starts) {
    this.starts = starts;
  }

  /** One more node. */
  void start() {
    started++;
    DirectNode node = starts.apply("node-" + started);
    all.add(node);
    parts.add(node.node());
  }

  /** A node is not there any more. */
  void remove(DirectNode node) {
    all.remove(node);
    parts.remove(node.node());
  }

  /** All die, and as many are started. */
  void restart() {
    int count = all.size();
    parts.forEach(VirtualNode::crash);
    all.clear();
    parts.clear();
    started = 0;
    for (int i = 0; i < count; i++) {
      start();
    }
  }

  List<DirectNode> all() {
    return all;
  }

  /** The parts of each. */
  List<VirtualNode> parts() {
    return parts;
  }

  int count() {
    return all.size();
  }

  List<String> names() {
    return parts.stream().map(VirtualNode::name).toList();
  }

  List<NodeSpec> specs() {
    return parts.stream().map(VirtualNode::spec).toList();
  }

  /**
   * A node that is not the only one.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if it is the only one
   */
  DirectNode oneOfSeveral(String name) {
    DirectNode found =
        all.stream()
            .filter(one -> one.node().name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no node [" + name + "], only " + names()));
    if (all.size() == 1) {
      throw new IllegalStateException("node [" + name + "] is the only one: nobody would go on");
    }
    return found;
  }

  boolean fireTimers() {
    boolean any = false;
    for (VirtualNode node : parts) {
      any |= node.fireTimers();
    }
    return any;
  }

  long inFlight() {
    return parts.stream().mapToLong(VirtualNode::inFlight).sum();
  }

  long emitted() {
    return parts.stream().mapToLong(VirtualNode::emitted).sum();
  }

  long retrying() {
    return parts.stream().mapToLong(VirtualNode::retrying).sum();
  }

  List<NodeTime> times() {
    return parts.stream().map(VirtualNode::time).toList();
  }

  boolean referencesDue() {
    return parts.stream().anyMatch(VirtualNode::referencesDue);
  }

  /** Whether the generation cannot go on on some node. */
  boolean isBroken() {
    return all.stream().anyMatch(DirectNode::isBroken);
  }
}

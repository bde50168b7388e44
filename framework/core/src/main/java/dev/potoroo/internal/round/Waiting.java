package dev.potoroo.internal.round;

import java.util.List;
import java.util.Set;

/**
 * Something that a {@link Coordinator} waits for.
 *
 * @param where at which point of a round, in a word
 * @param nanos how long it has been waiting
 * @param by what or who has not answered, for people
 */
record Waiting(String where, long nanos, List<String> by) {

  /** Nodes that have not answered, in the order of their addresses. */
  static List<String> nodes(Set<String> addresses) {
    return addresses.stream().sorted().map(address -> "node [" + address + "]").toList();
  }
}

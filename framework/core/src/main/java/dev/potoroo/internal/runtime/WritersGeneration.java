package dev.potoroo.internal.runtime;

import dev.potoroo.connector.SinkGeneration;
import dev.potoroo.internal.round.Assignment;
import java.util.Set;
import java.util.stream.Collectors;

/** A generation as writers see it. */
final class WritersGeneration implements SinkGeneration {
  private final GenerationStore store;
  private final Set<String> nodes;

  WritersGeneration(GenerationStore store, Assignment assignment) {
    this.store = store;
    nodes =
        assignment.nodes().stream()
            .map(node -> Addresses.word(node.address()))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<String> nodes() {
    return nodes;
  }

  /** Without a store no commit knows of anything, so there is nothing to ask. */
  @Override
  public void requireLatest() {
    store.ask(
        s -> {
          s.enter(store.generation());
          return true;
        });
  }
}

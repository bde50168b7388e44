package dev.potoroo.internal.runtime;

import dev.potoroo.store.StoreException;

/**
 * The store, as a part of a node asks it in one generation. Blocks until it answers. Thread-safe.
 */
final class GenerationStore {
  private final Node node;
  private final long generation;

  GenerationStore(Node node, long generation) {
    this.node = node;
    this.generation = generation;
  }

  long generation() {
    return generation;
  }

  /** Whether the generation goes on, as far as this node knows. */
  boolean wanted() {
    return node.generationNumber() == generation;
  }

  /**
   * Asks.
   *
   * @throws NodeStore.UnwantedException when the generation is over, or what the store has said
   *     ends it or the run; both have been told then
   */
  <T> T ask(NodeStore.Call<T> call) {
    NodeStore store = node.store().orElseThrow();
    try {
      return store.insist(call, this::wanted);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.FENCED) {
        node.broken(generation, String.valueOf(e.getMessage()));
      } else {
        store.fail(e);
      }
      throw new NodeStore.UnwantedException();
    }
  }
}

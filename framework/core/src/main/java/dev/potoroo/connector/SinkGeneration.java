package dev.potoroo.connector;

import java.util.Set;

/**
 * The time for which a writer is opened. It ends when something breaks, or when nodes join or
 * leave: then all nodes that go on open their writers anew. A node that is cut off, or stands
 * still, may hear of that late, so whoever changes something that is not its own asks first.
 * Thread-safe.
 */
public interface SinkGeneration {

  /** The nodes that have a writer of the sink in it, this one too: see {@link SinkContext#node}. */
  Set<String> nodes();

  /**
   * Returns if none has begun after it, at that moment. What the last commit knows of a node that
   * is not one of {@link #nodes} can have changed only if one has. Blocks until the store answers.
   *
   * @throws RuntimeException if a newer one has begun, or this node ends. A writer lets it through:
   *     it is not a failure of the sink
   */
  void requireLatest();

  /** That of a node which is alone, and always will be. */
  static SinkGeneration ofOne(String node) {
    Set<String> nodes = Set.of(node);
    return new SinkGeneration() {
      @Override
      public Set<String> nodes() {
        return nodes;
      }

      @Override
      public void requireLatest() {}
    };
  }
}

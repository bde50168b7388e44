package dev.potoroo.connector.file;

import dev.potoroo.connector.SinkGeneration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A generation of nodes that are writers in one process. */
final class TestGeneration implements SinkGeneration {
  private final Set<String> nodes;
  private final BooleanSupplier isLatest;
  private Runnable whenAsked = () -> {};
  private int asked;

  /** A newer one has begun. */
  static final class OverException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  TestGeneration(Set<String> nodes, BooleanSupplier isLatest) {
    this.nodes = nodes;
    this.isLatest = isLatest;
  }

  @Override
  public Set<String> nodes() {
    return nodes;
  }

  @Override
  public void requireLatest() {
    asked++;
    whenAsked.run();
    if (!isLatest.getAsBoolean()) {
      throw new OverException();
    }
  }

  /** Does something while the answer is on its way. */
  void whenAsked(Runnable what) {
    whenAsked = what;
  }

  int asked() {
    return asked;
  }
}

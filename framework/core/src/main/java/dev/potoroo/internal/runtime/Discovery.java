package dev.potoroo.internal.runtime;

import dev.potoroo.PotorooException;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.internal.config.ResolvedBindings;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for partitions of sources that have appeared since, and has them opened on the node that
 * reads them, which each node finds out by itself. Asking may block, so each source has a thread
 * for it while it is asked.
 */
final class Discovery {
  private final Node node;
  private final List<Asking> sources = new ArrayList<>();
  private final Executor entry;
  private final LongConsumer onPause;

  /** One source. */
  private static final class Asking {
    final SourceVertex vertex;
    final SourceConnector connector;
    final long interval;
    final Set<String> known = new HashSet<>();
    long due;
    volatile boolean busy;

    Asking(SourceVertex vertex, SourceConnector connector, long interval) {
      this.vertex = vertex;
      this.connector = connector;
      this.interval = interval;
      this.due = System.nanoTime() + interval;
    }
  }

  /**
   * Makes one.
   *
   * @param entry the thread on which the node enters generations
   * @param onPause what readers are to tell when they pause
   */
  Discovery(Node node, ResolvedBindings bindings, Executor entry, LongConsumer onPause) {
    this.node = node;
    this.entry = entry;
    this.onPause = onPause;
    for (SourceVertex vertex : node.topology().sources()) {
      SourceConnector connector = bindings.source(vertex.index());
      connector
          .discovery()
          .ifPresent(every -> sources.add(new Asking(vertex, connector, every.toNanos())));
    }
  }

  /** A while has passed. Called by one thread. */
  void tick() {
    long now = System.nanoTime();
    for (Asking source : sources) {
      if (!source.busy && now - source.due >= 0) {
        source.busy = true;
        source.due = now + source.interval;
        node.thread("discover-" + source.vertex.name(), () -> ask(source)).start();
      }
    }
  }

  private void ask(Asking source) {
    try {
      List<String> all = source.connector.partitions();
      if (source.known.addAll(all)) {
        entry.execute(() -> open(source, all));
      }
    } catch (Exception e) {
      node.log()
          .warn(
              "source [{}] could not be asked for new partitions: {}",
              source.vertex.name(),
              Fatal.describe(e));
    } finally {
      source.busy = false;
    }
  }

  private void open(Asking source, List<String> all) {
    @Nullable Generation current = node.parts().generation();
    if (current == null) {
      // Entering, the node opens all that there are.
      return;
    }
    try {
      node.parts().sources().add(source.vertex, source.connector, all, current, onPause);
    } catch (PotorooException e) {
      node.fail(e);
    }
  }
}

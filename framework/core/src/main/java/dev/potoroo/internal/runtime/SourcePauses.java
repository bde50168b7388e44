package dev.potoroo.internal.runtime;

import dev.potoroo.status.PipelineStatus.Paused;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which sources somebody has paused, as far as this node knows. Thread-safe. */
final class SourcePauses {
  /** Stands for all sources: no source can have that name. */
  static final String ALL = "*";

  private volatile Map<String, Paused> paused = Map.of();

  /** Whether a source is not to be read. */
  boolean isPaused(String source) {
    Map<String, Paused> now = paused;
    return !now.isEmpty() && (now.containsKey(source) || now.containsKey(ALL));
  }

  /** Why a source is not read, its own reason first; null if it is. */
  @Nullable Paused of(String source) {
    Map<String, Paused> now = paused;
    Paused own = now.get(source);
    return own != null ? own : now.get(ALL);
  }

  /** Whether the source, or {@link #ALL}, is paused by itself. */
  boolean has(String source) {
    return paused.containsKey(source);
  }

  /** A source, or {@link #ALL}, is paused; or resumed, if {@code how} is null. */
  synchronized void put(String source, @Nullable Paused how) {
    Map<String, Paused> next = new HashMap<>(paused);
    if (how == null) {
      next.remove(source);
    } else {
      next.put(source, how);
    }
    paused = Map.copyOf(next);
  }

  /** What the last commit says. */
  synchronized void restore(Map<String, Paused> committed) {
    paused = Map.copyOf(committed);
  }
}

package dev.potoroo.internal.round;

import dev.potoroo.store.RoundCommit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A round that has been captured and is not committed yet: which nodes have made it durable. */
final class Writing {
  private final long round;
  private final long watermark;
  private long since;
  private final Set<String> missing;
  private final Map<String, Map<String, Long>> positions = new HashMap<>();
  private final Map<String, Map<String, String>> sinks = new HashMap<>();
  private long objects;
  private long bytes;
  private long captureNanos;
  private long writeNanos;

  /**
   * Begins.
   *
   * @param last the commit before: what no node says anything about stays as it was
   * @param watermark how far event time has come
   */
  Writing(long round, Set<String> nodes, Optional<RoundCommit> last, long watermark, long now) {
    this.round = round;
    this.watermark = watermark;
    this.since = now;
    this.missing = new HashSet<>(nodes);
    last.ifPresent(
        commit -> {
          merge(commit.positions(), positions);
          merge(commit.sinks(), sinks);
        });
  }

  long round() {
    return round;
  }

  /** True when it was the last one to say so. */
  boolean prepared(String node, Prepared what, long now) {
    if (!missing.remove(node)) {
      return false;
    }
    merge(what.positions(), positions);
    merge(what.sinks(), sinks);
    objects += what.objects();
    bytes += what.bytes();
    captureNanos = Math.max(captureNanos, what.captureNanos());
    writeNanos = Math.max(writeNanos, what.writeNanos());
    if (missing.isEmpty()) {
      since = now;
    }
    return missing.isEmpty();
  }

  private static <T> void merge(
      Map<String, Map<String, T>> from, Map<String, Map<String, T>> into) {
    from.forEach((name, parts) -> into.computeIfAbsent(name, n -> new HashMap<>()).putAll(parts));
  }

  Effect.Commit commit(long generation) {
    return new Effect.Commit(generation, round, positions, sinks, watermark);
  }

  /** Whether all nodes have said so, and the commit is all that is missing. */
  boolean isPrepared() {
    return missing.isEmpty();
  }

  /** When all nodes had said so; before, when it began. */
  long since() {
    return since;
  }

  /** What is missing, for people. */
  Waiting waiting(long now) {
    return isPrepared()
        ? new Waiting("committing", now - since, List.of("the store"))
        : new Waiting("writing", now - since, Waiting.nodes(missing));
  }

  long objects() {
    return objects;
  }

  long bytes() {
    return bytes;
  }

  long captureNanos() {
    return captureNanos;
  }

  long writeNanos() {
    return writeNanos;
  }
}

package dev.potoroo.internal.round.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an at-least-once sink writes to, one for all nodes. Each line is there when the round that
 * it belongs to is committed, maybe more than once.
 */
final class LooseSink {
  private final Set<Long> lines = new HashSet<>();

  /** What one process has not flushed yet. */
  final class Writer {
    private final List<Long> buffer = new ArrayList<>();
    private int flushed;

    void write(long line) {
      buffer.add(line);
    }

    /** All that has been written so far. */
    int position() {
      return buffer.size();
    }

    void flush(int to) {
      for (; flushed < to; flushed++) {
        lines.add(buffer.get(flushed));
      }
    }
  }

  boolean has(long line) {
    return lines.contains(line);
  }
}

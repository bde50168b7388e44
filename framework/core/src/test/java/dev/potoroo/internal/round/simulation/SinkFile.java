package dev.potoroo.internal.round.simulation;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * What a transactional sink of one node writes to. Outlives the process; what was not prepared may
 * be lost in part when that dies. Only committed lines can be seen from outside.
 */
final class SinkFile {
  private final String name;
  private final TreeMap<Long, Integer> prepared = new TreeMap<>();
  private long[] lines = new long[64];
  private int size;
  private int durable;
  private int visible;

  SinkFile(String name) {
    this.name = name;
  }

  void write(long line) {
    if (size == lines.length) {
      lines = Arrays.copyOf(lines, 2 * size);
    }
    lines[size++] = line;
  }

  /** Where it stands: to this point a round belongs. */
  int prepare(long round) {
    prepared.put(round, size);
    return size;
  }

  void durable(int mark) {
    durable = Math.max(durable, mark);
  }

  /** Shows what was prepared for a round and those before. */
  void commit(long round) {
    var mark = prepared.floorEntry(round);
    if (mark != null) {
      visible = mark.getValue();
      prepared.headMap(round, true).clear();
    }
  }

  void recover(int mark, boolean takesBack) {
    Violation.unless(
        durable >= mark, name + " has lost committed lines: " + durable + " of " + mark);
    if (takesBack) {
      size = mark;
      durable = mark;
    }
    visible = mark;
    prepared.clear();
  }

  void crash(Chance chance) {
    size = (int) chance.between(durable, Math.max(size, durable));
    prepared.clear();
  }

  /** The first lines. */
  long[] lines(int count) {
    return Arrays.copyOf(lines, count);
  }

  long line(int index) {
    return lines[index];
  }

  int size() {
    return size;
  }

  int visible() {
    return visible;
  }

  @Override
  public String toString() {
    return name;
  }
}

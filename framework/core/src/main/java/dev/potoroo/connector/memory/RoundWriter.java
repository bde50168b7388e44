package dev.potoroo.connector.memory;

import dev.potoroo.connector.TransactionalSinkWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows one node's records when they are committed. What it holds outlives it. */
final class RoundWriter implements TransactionalSinkWriter {
  private final MemorySink sink;
  private final String node;
  private final List<byte[]> hidden = new ArrayList<>();

  /** How many records the node had written at the end of rounds that are not committed. */
  private final TreeMap<Long, Long> lengths = new TreeMap<>();

  private long shown;
  private boolean replaced;

  /**
   * A writer that goes on after another one.
   *
   * @param shown how many records of the node are visible
   */
  RoundWriter(MemorySink sink, String node, long shown) {
    this.sink = sink;
    this.node = node;
    this.shown = shown;
  }

  @Override
  public void write(byte[] record) throws InterruptedException {
    synchronized (sink) {
      sink.awaitUnblocked();
      requireCurrent();
      hidden.add(record);
    }
  }

  @Override
  public void flush() {}

  @Override
  public Map<String, String> prepare(long round) {
    synchronized (sink) {
      requireCurrent();
      long length = shown + hidden.size();
      lengths.put(round, length);
      return Map.of(node, Long.toString(length));
    }
  }

  @Override
  public void commit(long round) {
    synchronized (sink) {
      requireCurrent();
      Map.Entry<Long, Long> prepared = lengths.floorEntry(round);
      if (prepared != null) {
        show(prepared.getValue());
        lengths.headMap(round, true).clear();
      }
    }
  }

  @Override
  public void close() {
    sink.closed(this);
  }

  /** Shows all up to a length that was committed. */
  void show(long committed) {
    synchronized (sink) {
      int more = (int) Math.max(0, committed - shown);
      if (more > hidden.size()) {
        throw new IllegalStateException(
            "[%d] records of node [%s] were committed, but only [%d] were written to this sink. Use"
                    .formatted(committed, node, shown + hidden.size())
                + " the one that they were written to.");
      }
      sink.show(hidden.subList(0, more));
      hidden.subList(0, more).clear();
      shown += more;
    }
  }

  /** Forgets what is not visible, and takes nothing more. Returns how many records are. */
  long replace() {
    synchronized (sink) {
      replaced = true;
      hidden.clear();
      sink.closed(this);
      return shown;
    }
  }

  private void requireCurrent() {
    if (replaced) {
      throw new IllegalStateException("node [" + node + "] has opened the sink again.");
    }
  }
}

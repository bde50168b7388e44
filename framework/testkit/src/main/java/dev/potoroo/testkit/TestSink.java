package dev.potoroo.testkit;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkGeneration;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pipeline has written to one sink, from all nodes, in order; exactly once. */
final class TestSink implements SinkConnector {
  private final List<Written> written = new ArrayList<>();

  /** For each node how many of its records are committed. */
  private final Map<String, Long> committed = new HashMap<>();

  private @Nullable Exception failure;

  private record Written(String node, byte[] record) {}

  /** All that was written and not taken back. */
  List<byte[]> written() {
    return written.stream().map(Written::record).toList();
  }

  /** What is committed of it. */
  List<byte[]> committed() {
    Map<String, Long> left = new HashMap<>(committed);
    return written.stream()
        .filter(one -> left.merge(one.node(), -1L, Long::sum) >= 0)
        .map(Written::record)
        .toList();
  }

  /** Makes the next write fail. */
  void failNext(Exception with) {
    failure = with;
  }

  @Override
  public String describe() {
    return "test";
  }

  @Override
  public SinkWriter open(SinkContext context) {
    context.committed().ifPresent(this::goBack);
    return new Writer(context.node(), context.generation());
  }

  /** Takes back what no commit has confirmed: of all nodes, since one of them may be gone. */
  private void goBack(Map<String, String> marks) {
    committed.clear();
    marks.forEach((node, count) -> committed.put(node, Long.valueOf(count)));
    Map<String, Long> left = new HashMap<>(committed);
    for (Iterator<Written> all = written.iterator(); all.hasNext(); ) {
      if (left.merge(all.next().node(), -1L, Long::sum) < 0) {
        all.remove();
      }
    }
  }

  /** What others have written since the nodes of a generation have gone on without them. */
  private void takeBackOfStrangers(SinkGeneration generation) {
    Map<String, Long> left = new HashMap<>(committed);
    Set<String> nodes = generation.nodes();
    List<Written> theirs =
        written.stream()
            .filter(one -> !nodes.contains(one.node()))
            .filter(one -> left.merge(one.node(), -1L, Long::sum) < 0)
            .toList();
    if (!theirs.isEmpty()) {
      generation.requireLatest();
      written.removeAll(theirs);
    }
  }

  private long countOf(String node) {
    return written.stream().filter(one -> one.node().equals(node)).count();
  }

  private final class Writer implements TransactionalSinkWriter {
    private final String node;
    private final SinkGeneration generation;
    private final Map<Long, Long> prepared = new HashMap<>();

    Writer(String node, SinkGeneration generation) {
      this.node = node;
      this.generation = generation;
    }

    @Override
    public void write(byte[] record) throws Exception {
      Exception with = failure;
      if (with != null) {
        failure = null;
        throw with;
      }
      written.add(new Written(node, record));
    }

    @Override
    public void flush() {}

    @Override
    public Map<String, String> prepare(long round) {
      long count = countOf(node);
      prepared.put(round, count);
      return Map.of(node, Long.toString(count));
    }

    @Override
    public void commit(long round) {
      Long count = prepared.remove(round);
      if (count != null) {
        committed.put(node, count);
      }
      takeBackOfStrangers(generation);
    }

    @Override
    public void close() {}
  }
}

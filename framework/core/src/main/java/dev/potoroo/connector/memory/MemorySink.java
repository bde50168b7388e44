package dev.potoroo.connector.memory;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sink that keeps what was written for a test to look at, and can be made to stall. All nodes of
 * one process that use it write to the same list.
 *
 * <p>With rounds, a test sees each record exactly once, whatever crashes: records become visible
 * when their round is committed, those of one node in their order, and what is taken back was never
 * visible. Without rounds ({@code potoroo.store.type = memory}) they are visible at once.
 *
 * <p>It plays the outside system, so it must be the same object for all runs on the same store.
 * Thread-safe.
 */
public final class MemorySink implements SinkConnector {
  private final List<byte[]> visible = new ArrayList<>();
  private final Map<String, RoundWriter> roundWriters = new HashMap<>();
  private final Set<SinkWriter> openWriters = new HashSet<>();
  private boolean blocked;

  private MemorySink() {}

  /** A sink to which nothing was written yet. */
  public static MemorySink create() {
    return new MemorySink();
  }

  /** What is visible so far, oldest first. */
  public synchronized List<byte[]> records() {
    return List.copyOf(visible);
  }

  /** What is visible so far, read as UTF-8. */
  public List<String> texts() {
    return records().stream().map(raw -> new String(raw, StandardCharsets.UTF_8)).toList();
  }

  /** How many records are visible so far. */
  public synchronized int size() {
    return visible.size();
  }

  /** How many writers are open. */
  public synchronized int openWriters() {
    return openWriters.size();
  }

  /** Makes writers stall from the next record on, as an outside system does that stops reading. */
  public synchronized void block() {
    blocked = true;
  }

  /** Lets writers go on. */
  public synchronized void unblock() {
    blocked = false;
    notifyAll();
  }

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.EXACTLY_ONCE;
  }

  /**
   * Opens it for a node.
   *
   * @throws IllegalStateException if more was committed than was ever written here
   */
  @Override
  public synchronized SinkWriter open(SinkContext context) {
    SinkWriter writer =
        context.committed().isPresent()
            ? recover(context.node(), context.committed().get())
            : new PlainWriter(this);
    openWriters.add(writer);
    return writer;
  }

  private SinkWriter recover(String node, Map<String, String> committed) {
    // Of all nodes: one that is gone may not have been told of the last commit.
    committed.forEach(
        (name, length) -> {
          RoundWriter writer = roundWriters.get(name);
          if (writer != null) {
            writer.show(Long.parseLong(length));
          }
        });
    RoundWriter before = roundWriters.get(node);
    RoundWriter writer = new RoundWriter(this, node, before == null ? 0 : before.replace());
    roundWriters.put(node, writer);
    return writer;
  }

  /** Shows a record as soon as the sink is not blocked. */
  synchronized void show(byte[] record) throws InterruptedException {
    awaitUnblocked();
    visible.add(record);
  }

  /** Shows records; the caller holds this object's monitor. */
  void show(List<byte[]> records) {
    visible.addAll(records);
  }

  /** Waits; the caller holds this object's monitor. */
  void awaitUnblocked() throws InterruptedException {
    while (blocked) {
      wait();
    }
  }

  synchronized void closed(SinkWriter writer) {
    openWriters.remove(writer);
  }
}

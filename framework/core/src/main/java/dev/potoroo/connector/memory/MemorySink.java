package dev.potoroo.connector.memory;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A sink that keeps what was written for a test to look at, and can be made to stall. All nodes of
 * one process that use it write to the same list. Thread-safe.
 */
public final class MemorySink implements SinkConnector {
  private final List<byte[]> written = new ArrayList<>();
  private boolean blocked;
  private int openWriters;

  private MemorySink() {}

  /** A sink to which nothing was written yet. */
  public static MemorySink create() {
    return new MemorySink();
  }

  /** What was written so far, oldest first. */
  public synchronized List<byte[]> records() {
    return List.copyOf(written);
  }

  /** What was written so far, read as UTF-8. */
  public List<String> texts() {
    return records().stream().map(raw -> new String(raw, StandardCharsets.UTF_8)).toList();
  }

  /** How many records were written so far. */
  public synchronized int size() {
    return written.size();
  }

  /** How many writers are open. */
  public synchronized int openWriters() {
    return openWriters;
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
  public synchronized SinkWriter open(SinkContext context) {
    openWriters++;
    return new Writer();
  }

  private synchronized void add(byte[] record) throws InterruptedException {
    while (blocked) {
      wait();
    }
    written.add(record);
  }

  private synchronized void closed() {
    openWriters--;
  }

  private final class Writer implements SinkWriter {
    private boolean open = true;

    @Override
    public void write(byte[] record) throws InterruptedException {
      add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      if (open) {
        open = false;
        closed();
      }
    }
  }
}

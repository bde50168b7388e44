package dev.potoroo.connector.memory;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A source that a test sends records to, before or while the pipeline runs. Has one partition and
 * keeps all that was sent, so it can be read again from any position (the number of records before
 * it), by any number of readers; a test must therefore not send more than fits into memory. It
 * plays the outside system, so it must be the same object for all runs on the same store.
 * Thread-safe.
 */
public final class MemorySource implements SourceConnector {
  private static final long WAIT_NANOS = 20_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<byte[]> sent = new ArrayList<>();
  private boolean ended;

  private MemorySource() {}

  /** A source to which nothing was sent yet. */
  public static MemorySource create() {
    return new MemorySource();
  }

  /**
   * Sends records, which must not be changed afterwards.
   *
   * @throws IllegalStateException after {@link #end}
   */
  public void send(byte[]... records) {
    lock.lock();
    try {
      if (ended) {
        throw new IllegalStateException("the source has ended.");
      }
      for (byte[] record : records) {
        sent.add(Objects.requireNonNull(record, "record"));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends records in UTF-8. */
  public void send(String... records) {
    byte[][] encoded = new byte[records.length][];
    for (int i = 0; i < records.length; i++) {
      encoded[i] = records[i].getBytes(StandardCharsets.UTF_8);
    }
    send(encoded);
  }

  /** Says that no more will be sent. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public Scope scope() {
    return Scope.CLUSTER;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public SourceReader open(SourceContext context) {
    return new Reader((int) context.startPosition());
  }

  private final class Reader implements SourceReader {
    private int position;

    Reader(int position) {
      this.position = position;
    }

    @Override
    public Progress poll(RecordBatch batch) throws InterruptedException {
      lock.lock();
      try {
        long nanos = WAIT_NANOS;
        while (position >= sent.size() && !ended && nanos > 0) {
          nanos = changed.awaitNanos(nanos);
        }
        int before = position;
        while (position < sent.size() && !batch.full()) {
          byte[] record = sent.get(position);
          batch.add(record, ++position);
        }
        if (position >= sent.size() && ended) {
          return Progress.ENDED;
        }
        return position > before ? Progress.MORE : Progress.WAITING;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long lag() {
      lock.lock();
      try {
        return Math.max(0, sent.size() - position);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}

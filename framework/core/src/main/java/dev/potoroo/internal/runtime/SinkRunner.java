package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and writes what goes to one sink, in a thread of its own, which may block as long as the
 * outside system does: the records that wait here are in flight, so the sources wait too.
 */
final class SinkRunner {
  private final Node node;
  private final SinkVertex vertex;
  private final Codec<Object> codec;
  private final SinkWriter writer;
  private final PartCounters counters;
  private final ConcurrentLinkedQueue<SinkBatch> queue = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closing;

  @SuppressWarnings("unchecked")
  SinkRunner(Node node, SinkVertex vertex, SinkWriter writer) {
    this.node = node;
    this.vertex = vertex;
    this.codec = (Codec<Object>) vertex.sink().codec();
    this.writer = writer;
    this.counters = node.sinkCounters(vertex.index());
    this.thread = node.thread("sink-" + vertex.name(), this::run);
  }

  void start() {
    thread.start();
  }

  void accept(SinkBatch batch) {
    queue.add(batch);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** Lets the thread write what is queued, flush and close. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /** Gives up what is queued: the writer may be blocked for ever. */
  void abandon() {
    closing = true;
    queue.clear();
    thread.interrupt();
  }

  boolean awaitClosed(long millis) throws InterruptedException {
    thread.join(Math.max(1, millis));
    return !thread.isAlive();
  }

  private void run() {
    try {
      try (writer) {
        boolean unflushed = false;
        for (SinkBatch batch = next(false); batch != null; batch = next(unflushed)) {
          unflushed = batch.size > 0;
          if (unflushed) {
            write(batch);
          } else {
            writer.flush();
          }
        }
      }
    } catch (Throwable t) {
      node.log().debug("sink [{}] failed", vertex.name(), t);
      node.fail(
          t instanceof PotorooException clear
              ? clear
              : new PotorooException(
                  ErrorCode.CONNECTOR_FAILED,
                  "Sink [" + vertex.name() + "] failed: " + Fatal.describe(t),
                  t));
    }
  }

  /** The next batch; an empty one when it is time to flush; null at the end. */
  private @Nullable SinkBatch next(boolean unflushed) {
    while (true) {
      SinkBatch batch = queue.poll();
      if (batch != null) {
        return batch;
      }
      if (unflushed) {
        return new SinkBatch();
      }
      if (closing) {
        return null;
      }
      asleep = true;
      if (queue.isEmpty() && !closing) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }

  private void write(SinkBatch batch) throws Exception {
    int written = 0;
    for (int i = 0; i < batch.size; i++) {
      byte[] bytes = encode(batch.records[i]);
      if (bytes != null) {
        writer.write(bytes);
        written++;
      }
    }
    counters.records.add(written);
    node.settled().add(batch.size);
    Origin origin = batch.origin;
    if (origin != null) {
      origin.add(-batch.size);
    }
  }

  private byte @Nullable [] encode(Object record) {
    try {
      return codec.encode(record);
    } catch (Throwable error) {
      Fatal.rethrow(error);
      counters.deadLetters.increment();
      byte[] raw = ErrorDesk.shown(record);
      node.deadLetterFile()
          .write(
              new DeadLetter(
                  node.clock().instant(),
                  node.topology().pipeline(),
                  vertex.name(),
                  Optional.empty(),
                  -1,
                  "encode",
                  Fatal.describe(error),
                  raw,
                  raw.length));
      return null;
    }
  }
}

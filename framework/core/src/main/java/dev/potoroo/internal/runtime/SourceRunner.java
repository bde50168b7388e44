package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a source in a thread of its own: decodes, runs the fused operators,
 * extracts keys, sends. Waits while too much of what came in here is in flight.
 */
final class SourceRunner implements Trouble {
  private static final long LONGEST_PARK_NANOS = 50_000_000;
  private static final int RECORDS_BETWEEN_CHECKS = 256;

  private final Node node;
  private final SourceVertex vertex;
  private final String partition;
  private final SourceReader reader;
  private final String description;
  private final Codec<?> codec;
  private final Outbox outbox;
  private final ErrorDesk desk;
  private final Emitters.Emitter out;
  private final PartCounters counters;
  private final ReadBatch batch;
  private final Thread thread;
  private final Runnable onEnd;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile long lag = -1;
  private byte[] raw = ReadBatch.NO_BYTES;
  private long position;

  SourceRunner(
      Node node,
      SourceVertex vertex,
      String partition,
      SourceReader reader,
      String description,
      Routing routing,
      Runnable onEnd) {
    this.node = node;
    this.vertex = vertex;
    this.partition = partition;
    this.reader = reader;
    this.description = description;
    this.onEnd = onEnd;
    codec = vertex.source().codec();
    counters = node.sourceCounters(vertex.index());
    outbox = new Outbox(node, routing, node.localOrigin());
    desk = new ErrorDesk(node, vertex.name(), counters, outbox);
    out = Emitters.of(vertex.out(), outbox, this, node.settings().maxKeySize());
    batch = new ReadBatch(node.settings().batch());
    thread = node.thread("source-" + vertex.name() + "-" + partition, this::run);
  }

  void start() {
    thread.start();
  }

  /** Reads no further; what has been read is sent. */
  void stop() {
    stopping = true;
    wake();
  }

  /**
   * Waits until the reader is closed, which it does itself; one that never read is closed here.
   * False if that takes longer. Called after {@link #stop}, and no longer with {@link #start}.
   */
  boolean awaitClosed(long millis) throws InterruptedException {
    if (thread.getState() == Thread.State.NEW) {
      if (!ended) {
        close();
        ended = true;
      }
      return true;
    }
    thread.join(Math.max(1, millis));
    return !thread.isAlive();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  boolean ended() {
    return ended;
  }

  /** What was opened, for people. */
  String describe() {
    return description;
  }

  int source() {
    return vertex.index();
  }

  /** What is left to read, as far as the connector knows; -1 if it does not. */
  long lag() {
    return lag;
  }

  private void run() {
    try {
      boolean more = true;
      while (more && !stopping) {
        awaitRoom();
        more = readOnce();
      }
    } catch (Throwable t) {
      node.fail(failed(t));
    } finally {
      close();
      ended = true;
      onEnd.run();
    }
  }

  private boolean readOnce() throws Exception {
    batch.clear();
    SourceReader.Progress progress = reader.poll(batch);
    lag = reader.lag();
    int size = batch.size();
    if (size > 0) {
      node.sizes().read(size, batch.bytes());
      for (int i = 0; i < size; i++) {
        if ((i + 1) % RECORDS_BETWEEN_CHECKS == 0) {
          // One record may become many: what it made counts before the next ones are taken.
          outbox.flush(0);
          awaitRoom();
        }
        take(i);
      }
      outbox.flush(0);
      counters.records.add(size);
    }
    return progress != SourceReader.Progress.ENDED;
  }

  private void take(int i) {
    raw = batch.raw(i);
    position = batch.position(i);
    String rejected = batch.error(i);
    if (rejected != null) {
      ErrorPolicy policy = vertex.policy();
      desk.giveUp(policy, null, position, batch.reason(i), rejected, raw, batch.rawSize(i));
      return;
    }
    Object record = batch.decoded(i);
    if (record == null) {
      record = decode();
    }
    if (record != null) {
      out.emit(record);
    }
  }

  private @Nullable Object decode() {
    try {
      return codec.decode(raw);
    } catch (Throwable error) {
      Fatal.rethrow(error);
      // Bytes that cannot be decoded will not be decodable later: no retry.
      givenUp(raw, vertex.policy().forError(error), "decode", error);
      return null;
    }
  }

  private void awaitRoom() {
    while (node.localOrigin().full() && !stopping) {
      LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
    }
  }

  private void close() {
    try {
      reader.close();
    } catch (Exception e) {
      node.log()
          .warn(
              "source [{}], partition [{}] could not be closed: {}",
              vertex.name(),
              partition,
              Fatal.describe(e));
    }
  }

  private PotorooException failed(Throwable t) {
    if (t instanceof VirtualMachineError
        || t instanceof RuntimeException && !(t instanceof PotorooException)) {
      node.log().debug("source [{}] failed", vertex.name(), t);
    }
    return t instanceof PotorooException clear
        ? clear
        : new PotorooException(
            ErrorCode.CONNECTOR_FAILED,
            "Source ["
                + vertex.name()
                + "], partition ["
                + partition
                + "] failed: "
                + Fatal.describe(t),
            t);
  }

  @Override
  public ErrorPolicy policy() {
    return vertex.policy();
  }

  @Override
  public void pause(Duration backoff) {
    counters.retries.increment();
    outbox.flush(0);
    long until = System.nanoTime() + backoff.toNanos();
    for (long left = backoff.toNanos(); left > 0 && !stopping; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  @Override
  public void givenUp(Object record, ErrorPolicy policy, String reason, Throwable error) {
    if (raw.length > 0 || record instanceof byte[]) {
      desk.giveUp(policy, null, position, reason, Fatal.describe(error), raw, raw.length);
    } else {
      desk.giveUp(policy, null, position, reason, error, record);
    }
  }
}

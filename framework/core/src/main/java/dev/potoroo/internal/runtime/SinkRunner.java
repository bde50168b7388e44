package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkRecord;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TransactionalSinkWriter;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.tracing.Span;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and writes what goes to one sink, in a thread of its own, which may block as long as the
 * outside system does: the records that wait here are in flight, so the sources wait too. What it
 * is ordered to do takes its turn among the records.
 */
final class SinkRunner {
  private final Node node;
  private final SinkVertex vertex;
  private final SinkConnector connector;
  private final String nodeName;
  private final PartCounters counters;
  private final SinkEncoder encoder;
  private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong pending = new AtomicLong();
  private final Thread thread;
  private @Nullable SinkWriter writer;
  private Flight flight = new Flight(0);
  private String address = "";
  private volatile boolean asleep;
  private volatile boolean closing;
  private volatile boolean abandoned;

  /** How many generations are to be entered. */
  private final AtomicInteger entering = new AtomicInteger();

  /** What the outside system says, or does not, while rounds cannot be published. */
  private volatile Optional<String> away = Optional.empty();

  /** Something to be done by the thread. */
  private interface Item {
    void run() throws Exception;
  }

  SinkRunner(Node node, SinkVertex vertex, SinkConnector connector, String nodeName) {
    this.node = node;
    this.vertex = vertex;
    this.connector = connector;
    this.nodeName = nodeName;
    this.counters = node.sinkCounters(vertex.index());
    this.encoder = new SinkEncoder(node, vertex, counters, this::unwanted);
    this.thread = node.thread("sink-" + vertex.name(), this::run);
  }

  void start() {
    thread.start();
  }

  String name() {
    return vertex.name();
  }

  void accept(SinkBatch batch) {
    pending.addAndGet(batch.size);
    add(() -> write(batch));
  }

  private void add(Item item) {
    queue.add(item);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  /** How many records wait for the outside system. */
  long waiting() {
    return pending.get();
  }

  /** Whether records wait for the outside system. */
  boolean busy() {
    return pending.get() > 0;
  }

  /**
   * What the outside system says, or does not, while rounds cannot be published; or why a record
   * that waits to be encoded cannot be.
   */
  Optional<String> away() {
    return encoder.waitsFor().or(() -> away);
  }

  /** Whether what is written now is dropped anyway. */
  private boolean unwanted() {
    return abandoned || entering.get() > 0;
  }

  /**
   * Goes over to a generation: what came before is dropped, and a writer that can take back what no
   * commit has confirmed does so.
   *
   * @param marks what the writers of this sink need for that; empty if nothing is ever committed
   * @return fails with a {@link PotorooException} if the sink cannot be opened, or with a {@link
   *     NodeStore.UnwantedException} if the generation is over before it is
   */
  CompletableFuture<Void> enter(Generation generation, Optional<Map<String, String>> marks) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    entering.incrementAndGet();
    add(
        () -> {
          entering.decrementAndGet();
          flight = generation.flight();
          address = generation.address();
          try {
            open(generation, marks);
            done.complete(null);
          } catch (NodeStore.UnwantedException e) {
            done.completeExceptionally(e);
          } catch (Exception e) {
            done.completeExceptionally(node.notOpened("Sink [" + vertex.name() + "]", e));
          }
        });
    // It may wait to encode a record again.
    LockSupport.unpark(thread);
    return done;
  }

  private void open(Generation generation, Optional<Map<String, String>> marks) throws Exception {
    SinkWriter open = writer;
    if (open != null) {
      if (!(open instanceof TransactionalSinkWriter)) {
        return;
      }
      writer = null;
      open.close();
    }
    if (marks.isPresent()) {
      away = Optional.empty();
      writer =
          Staging.open(node, vertex, connector, generation, marks.get(), now -> away = now)
              .orElse(null);
    }
    if (writer == null) {
      Codec<?> itsCodec = vertex.sink().codec();
      writer =
          connector.open(
              new SinkContext(
                  vertex.name(),
                  itsCodec.name(),
                  itsCodec.text(),
                  nodeName,
                  marks,
                  new WritersGeneration(
                      new GenerationStore(node, generation.number()), generation.assignment())));
    }
  }

  /** Makes what was written so far durable, as the part of a round. */
  void prepare(Flight of, long round, Consumer<Map<String, String>> then) {
    add(
        () -> {
          SinkWriter open = writer;
          if (of != flight || open == null) {
            return;
          }
          FaultPoint.SINK_PREPARE_BEFORE.reached();
          Map<String, String> marks = Map.of();
          try {
            if (open instanceof TransactionalSinkWriter transactional) {
              marks = transactional.prepare(round);
            } else {
              open.flush();
            }
          } catch (NodeStore.UnwantedException e) {
            // Its generation is over.
            return;
          }
          FaultPoint.SINK_PREPARE_AFTER.reached();
          then.accept(marks);
        });
  }

  /** The round is committed. */
  void commit(Flight of, long round) {
    add(
        () -> {
          if (of == flight && writer instanceof TransactionalSinkWriter transactional) {
            FaultPoint.SINK_COMMIT_BEFORE.reached();
            try {
              transactional.commit(round);
            } catch (NodeStore.UnwantedException e) {
              // Its generation is over.
              return;
            }
            FaultPoint.SINK_COMMIT_AFTER.reached();
          }
        });
  }

  /** Lets the thread write what is queued, flush and close. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
  }

  /** Gives up what is queued: the writer may be blocked for ever. */
  void abandon() {
    closing = true;
    abandoned = true;
    queue.clear();
    thread.interrupt();
  }

  boolean awaitClosed(long millis) throws InterruptedException {
    thread.join(Math.max(1, millis));
    return !thread.isAlive();
  }

  private void run() {
    try (AutoCloseable closes = this::closeWriter) {
      work();
    } catch (Throwable t) {
      failed(t);
    }
  }

  private void failed(Throwable t) {
    node.log().debug("sink [{}] failed", vertex.name(), t);
    node.fail(
        t instanceof PotorooException clear
            ? clear
            : new PotorooException(
                ErrorCode.CONNECTOR_FAILED,
                "Sink [" + vertex.name() + "] failed: " + Fatal.describe(t),
                t));
  }

  /**
   * Does what is queued and flushes, in the caller's thread: for a sink that has none.
   *
   * @return false if there was nothing to do
   */
  boolean workHere() {
    boolean any = false;
    try {
      for (Item item = queue.poll(); item != null; item = queue.poll()) {
        any = true;
        item.run();
      }
      SinkWriter open = writer;
      if (any && open != null) {
        open.flush();
      }
    } catch (Throwable t) {
      Fatal.rethrow(t);
      failed(t);
    }
    return any;
  }

  /** Closes the writer in the caller's thread: for a sink that has none. */
  void closeHere() {
    try {
      closeWriter();
    } catch (Exception e) {
      failed(e);
    }
  }

  private void closeWriter() throws Exception {
    SinkWriter open = writer;
    if (open != null) {
      open.close();
    }
  }

  private void work() throws Exception {
    boolean unflushed = false;
    while (true) {
      Item item = queue.poll();
      if (item != null) {
        item.run();
        unflushed = true;
      } else if (unflushed) {
        unflushed = false;
        SinkWriter open = writer;
        if (open != null) {
          open.flush();
        }
      } else if (closing) {
        finish();
        return;
      } else {
        sleep();
      }
    }
  }

  private void finish() throws InterruptedException {
    if (writer instanceof StagingWriter staging) {
      try {
        staging.finish();
      } catch (NodeStore.UnwantedException e) {
        // It has failed, which was told.
      }
    }
  }

  private void sleep() {
    asleep = true;
    if (queue.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private void write(SinkBatch batch) throws Exception {
    Origin origin = batch.origin;
    SinkWriter open = writer;
    if (origin == null || open == null || origin.flight() != flight) {
      pending.addAndGet(-batch.size);
      return;
    }
    counters.arrival.add(System.nanoTime() - batch.born, batch.size);
    int written = 0;
    for (int i = 0; i < batch.size; i++) {
      Span from = batch.span(i);
      boolean taken = from == null ? write(open, batch, i, null) : follow(open, batch, i, from);
      if (taken) {
        written++;
      } else if (unwanted()) {
        pending.addAndGet(-batch.size);
        return;
      }
    }
    counters.records.add(written);
    counters.latency.add(System.nanoTime() - batch.born, batch.size);
    pending.addAndGet(-batch.size);
    flight.settled().add(batch.size);
    origin.add(-batch.size);
  }

  private boolean follow(SinkWriter open, SinkBatch batch, int at, Span from) throws Exception {
    Span here = from.sink(vertex.name(), address);
    try {
      return write(open, batch, at, here);
    } finally {
      here.end();
    }
  }

  /** False if it was not encoded: it was given up, or is not wanted any more. */
  private boolean write(SinkWriter open, SinkBatch batch, int at, @Nullable Span here)
      throws Exception {
    SinkRecord record = encoder.encode(batch, at, open, here);
    if (record != null) {
      open.write(record.key(), record.value());
    }
    return record != null;
  }
}

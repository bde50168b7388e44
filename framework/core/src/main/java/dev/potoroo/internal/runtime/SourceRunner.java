package dev.potoroo.internal.runtime;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.PotorooException;
import dev.potoroo.connector.RawRecord;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.tracing.Span;
import dev.potoroo.tracing.Tracing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of a source in a thread of its own: decodes, runs the fused operators,
 * extracts keys, sends. Waits while too much of what came in here is in flight.
 */
final class SourceRunner implements Trouble {
  private static final long LONGEST_PARK_NANOS = 50_000_000;
  private static final long CROWDED_PARK_NANOS = 1_000_000;
  private static final int RECORDS_BETWEEN_LOOKS = 1024;

  private final Node node;
  private final SourceVertex vertex;
  private final String partition;
  private final SourceReader reader;
  private final String description;
  private final boolean replayable;
  private final long first;
  private final Codec<?> codec;

  /** Reads what was there at the beginning, if it is of reference data. */
  private final @Nullable CatchingUp catchingUp;

  private final Outbox outbox;
  private final LongConsumer onPause;
  private final ErrorDesk desk;
  private final Emitters.Emitter out;
  private final PartCounters counters;
  private final ReadBatch batch;
  private final @Nullable PartitionTime time;
  private final @Nullable Tracing tracing;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile boolean pausing = true;
  private volatile boolean paused = true;
  private volatile Generation generation;
  private volatile long next;
  private volatile long lag = -1;
  private volatile Optional<String> waitsFor = Optional.empty();
  private volatile int most;
  private volatile long committed = -1;
  private long committedTold = -1;
  private Generation entered;
  private int taken;
  private int atOnce;
  private boolean readerEnded;
  private int notFollowed;
  private byte[] raw = ReadBatch.NO_BYTES;
  private @Nullable RawRecord form;
  private long position;

  SourceRunner(
      Node node,
      SourceVertex vertex,
      String partition,
      SourceReader reader,
      String description,
      boolean replayable,
      long startPosition,
      long watermark,
      Generation generation,
      LongConsumer onPause) {
    this.node = node;
    this.vertex = vertex;
    this.partition = partition;
    this.reader = reader;
    this.description = description;
    this.replayable = replayable;
    this.next = startPosition;
    this.first = startPosition;
    this.generation = generation;
    this.entered = generation;
    this.onPause = onPause;
    catchingUp = node.topology().isReference(vertex) ? new CatchingUp() : null;
    codec = vertex.source().codec();
    counters = node.sourceCounters(vertex.index());
    outbox = new Outbox(node, generation.routing(), generation.localOrigin());
    desk = new ErrorDesk(node, vertex.name(), counters, outbox);
    out = Emitters.of(vertex.out(), outbox, this, node.settings().maxKeySize());
    time = vertex.source().eventTime().map(how -> new PartitionTime(how, watermark)).orElse(null);
    batch = new ReadBatch(node.settings().batch());
    most = node.settings().batch();
    tracing = node.tracing();
    thread = node.thread("source-" + vertex.name() + "-" + partition, this::run);
  }

  /**
   * Reads, from where it paused or for the first time, as a part of a generation.
   *
   * @param atOnce how many records it sends at most before it looks whether there is room
   */
  void flow(Generation current, int atOnce) {
    synchronized (this) {
      generation = current;
      most = atOnce;
      paused = false;
      pausing = false;
    }
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      wake();
    }
  }

  /** Reads no further for a while; what has been read is sent. */
  void pause() {
    pausing = true;
    wake();
  }

  /** Whether it sends nothing until it may {@link #flow}. */
  boolean paused() {
    return paused || ended;
  }

  /** Where reading goes on after what has been sent. */
  long position() {
    return next;
  }

  /** Whether all that it has sent is committed. */
  boolean isCommitted() {
    return next == Math.max(committed, first);
  }

  /** All that was read up to a position is committed; the reader is told when it is its turn. */
  void committed(long upTo) {
    committed = upTo;
  }

  /** Reads no further; what has been read is sent. */
  void stop() {
    stopping = true;
    wake();
  }

  /**
   * Waits until the reader is closed, which it does itself; one that never read is closed here.
   * False if that takes longer. Called after {@link #stop}, and no longer with {@link #flow}.
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

  /**
   * Whether it is of reference data, and has not read all that was there when it began. Nobody
   * waits for what somebody has paused.
   */
  boolean loading() {
    CatchingUp reads = catchingUp;
    return reads != null && !ended && !reads.isDone() && !node.pauses().isPaused(vertex.name());
  }

  /** How far event time has come in this partition; null if its records have none. */
  @Nullable PartitionTime time() {
    return time;
  }

  /** Whether event time goes on without this partition, though it has not ended. */
  boolean isIdle(long now) {
    PartitionTime mine = time;
    return mine != null && !ended && mine.isIdle(now);
  }

  /** What was opened, for people. */
  String describe() {
    return description;
  }

  int source() {
    return vertex.index();
  }

  String name() {
    return vertex.name();
  }

  String partition() {
    return partition;
  }

  /** What is left to read, as far as the connector knows; -1 if it does not. */
  long lag() {
    return lag;
  }

  /** What the outside system says, or does not, while it is waited for. */
  Optional<String> waitsFor() {
    return ended ? Optional.empty() : waitsFor;
  }

  private void run() {
    try {
      boolean more = true;
      while (more && !stopping) {
        awaitFlow();
        awaitRoom();
        boolean held = node.references().isFirst() && catchingUp == null;
        if ((held || node.pauses().isPaused(vertex.name())) && !stopping) {
          tellCommitted();
          LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
        } else if (node.crowdedLanes().get() > 0 || node.calls().full()) {
          // Not while records of a batch are left: the pause that ends the round must be possible.
          LockSupport.parkNanos(this, CROWDED_PARK_NANOS);
        } else {
          more = stopping || readOnce();
        }
      }
      sendCombined();
    } catch (Throwable t) {
      node.fail(failed(t));
    } finally {
      close();
      ended = true;
      onPause.accept(generation.number());
    }
  }

  private void awaitFlow() {
    while (pausing && !stopping) {
      // Before it agrees: a paused reader has nothing left to send.
      sendCombined();
      if (!pauses()) {
        break;
      }
      LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
    }
    enterNewest();
  }

  private void enterNewest() {
    if (entered != generation) {
      entered = generation;
      outbox.enter(entered.routing(), entered.localOrigin());
    }
  }

  /**
   * Reads once, as a part of a generation, in the caller's thread: for a reader that has none.
   *
   * @return whether anything was read
   * @throws PotorooException if the partition can no longer be read
   */
  boolean readHere(Generation current) {
    if (ended) {
      return false;
    }
    generation = current;
    enterNewest();
    long before = next;
    try {
      if (!readOnce()) {
        close();
        ended = true;
      }
    } catch (Throwable t) {
      Fatal.rethrow(t);
      throw failed(t);
    }
    return next != before;
  }

  /**
   * Agrees to a pause, if one is still wanted. This thread may have slept through a flow and the
   * next pause: each pause needs an answer of its own, and none may take back a later flow.
   */
  private boolean pauses() {
    boolean agrees;
    synchronized (this) {
      if (!pausing) {
        return false;
      }
      agrees = !paused;
      paused = true;
    }
    if (agrees) {
      onPause.accept(generation.number());
    }
    return true;
  }

  private void tellCommitted() throws Exception {
    long now = committed;
    if (now != committedTold) {
      committedTold = now;
      reader.committed(now);
    }
  }

  /**
   * Takes what is left of the last batch, or reads another one.
   *
   * @return whether there may be more
   */
  private boolean readOnce() throws Exception {
    if (taken == batch.size()) {
      tellCommitted();
      batch.clear();
      taken = 0;
      atOnce = most;
      batch.limit(atOnce);
      readerEnded = reader.poll(batch) == SourceReader.Progress.ENDED;
      outbox.born(System.nanoTime());
      lag = reader.lag();
      waitsFor = reader.waitsFor();
      node.sizes().read(entered.localOrigin(), batch.size(), batch.bytes());
    }
    if (taken < batch.size()) {
      takeBatch();
    } else {
      sendCombined();
      if (catchingUp != null && catchingUp.nothing(lag, System.nanoTime())) {
        onPause.accept(generation.number());
      }
      if (time != null) {
        time.silent(node.clock().millis());
      }
    }
    return taken < batch.size() || !readerEnded;
  }

  /** Ends early for a pause, so that it need not wait for thousands of records to be decoded. */
  private void takeBatch() {
    if (catchingUp != null) {
      catchingUp.something();
    }
    int first = taken;
    int size = batch.size();
    // What is read counts too, so that a round in which all of it was filtered out is seen to
    // have moved on.
    entered.flight().emitted().add(size - first);
    do {
      take(taken++);
      if (outbox.unflushed() >= atOnce) {
        // One record may become many: what it made counts before the next ones are taken.
        outbox.flush(0);
        awaitRoom();
      }
    } while (taken < size && !pausesAt(taken));
    outbox.sendCombined(pausing || stopping);
    outbox.flush(0);
    if (time != null) {
      time.publish();
    }
    entered.flight().settled().add(size - first);
    next = batch.position(taken - 1);
    counters.records.add(taken - first);
  }

  private void sendCombined() {
    if (!outbox.combinedAll()) {
      outbox.sendCombined(true);
      outbox.flush(0);
    }
  }

  /** What cannot be read again must not be left when the source is stopped. */
  private boolean pausesAt(int index) {
    return replayable && index % RECORDS_BETWEEN_LOOKS == 0 && pausing && !stopping;
  }

  private void take(int i) {
    raw = batch.raw(i);
    form = batch.form(i);
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
    if (record != null && (time == null || hasTime(time, record))) {
      if (tracing == null || ++notFollowed < tracing.every()) {
        out.emit(record);
      } else {
        notFollowed = 0;
        follow(record, tracing);
      }
    }
  }

  private void follow(Object record, Tracing by) {
    Span here = by.source(vertex.name(), partition, position, entered.address());
    outbox.follow(here);
    try {
      out.emit(record);
    } finally {
      outbox.follow(null);
      here.end();
    }
  }

  private boolean hasTime(PartitionTime of, Object record) {
    try {
      of.observe(record);
      return true;
    } catch (Throwable error) {
      Fatal.rethrow(error);
      givenUp(record, vertex.policy().forError(error), "event-time", error);
      return false;
    }
  }

  private @Nullable Object decode() {
    try {
      RawRecord asRead = form;
      return asRead == null ? codec.decode(raw) : codec.decode(asRead);
    } catch (Throwable error) {
      Fatal.rethrow(error);
      // Bytes that cannot be decoded will not be decodable later: no retry.
      givenUp(raw, vertex.policy().forError(error), "decode", error);
      return null;
    }
  }

  private void awaitRoom() {
    while (entered.localOrigin().full() && !stopping) {
      LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
    }
  }

  private void close() {
    try (reader) {
      tellCommitted();
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
    node.workers().pause(backoff, () -> stopping);
  }

  @Override
  public void givenUp(Object record, ErrorPolicy policy, String reason, Throwable error) {
    Span here = outbox.span();
    if (here != null) {
      here.failed(error);
    }
    if (form != null) {
      raw = form.bytes();
    }
    if (raw.length > 0 || record instanceof byte[]) {
      desk.giveUp(policy, null, position, reason, Fatal.describe(error), raw, raw.length);
    } else {
      desk.giveUp(policy, null, position, reason, error, record);
    }
  }
}

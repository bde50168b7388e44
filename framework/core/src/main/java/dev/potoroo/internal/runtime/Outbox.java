package dev.potoroo.internal.runtime;

import dev.potoroo.Aggregate;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.tracing.Span;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one thread (a reader's or a lane's) sends: gathers records by destination and hands them
 * over in batches, in order. Counts: a record is counted as emitted before it is sent, and as
 * settled after all that was made from it has been counted as emitted.
 */
final class Outbox {
  private final Node node;
  private final SinkBatch[] sinks;
  private final int maxBatch;
  private Routing routing;
  private @Nullable Batch[][] keyed;

  /** How large the last batch to each destination was: the next one is likely to be as large. */
  private int[] lastSize;

  private int[] touched = new int[64];
  private int touchedCount;
  private long emitted;

  /** How many were added since the last flush. */
  private int unflushed;

  private Origin origin;

  /** Where the record is from which all is made that is added; null if it is not followed. */
  private @Nullable Span span;

  private final Combiner combiner;

  /** How many accumulators were sent that are to be counted as settled. */
  private long combined;

  /** When the oldest record in the combiner was read. */
  private long combinedBorn;

  /** When what is added was read, and the oldest of what was added since the last flush. */
  private long born = System.nanoTime();

  private long oldest = born;

  Outbox(Node node, Routing routing, Origin origin) {
    this.node = node;
    this.routing = routing;
    this.origin = origin;
    this.maxBatch = node.settings().batch();
    PipelineSettings.Combine combine = node.settings().combine();
    this.combiner = new Combiner(combine.keys(), combine.age().toMillis());
    keyed = new Batch[node.topology().steps().size()][routing.destinations().length];
    lastSize = new int[routing.destinations().length];
    sinks = new SinkBatch[node.topology().sinks().size()];
    Arrays.setAll(sinks, i -> new SinkBatch());
  }

  /** One for sinks alone, of what came in at {@code origin}. */
  static Outbox toSinks(Node node, Origin origin) {
    return new Outbox(node, new Routing(new int[0], new Destination[0]), origin);
  }

  /** Goes over to another generation; what was not flushed is forgotten. */
  void enter(Routing newRouting, Origin newOrigin) {
    routing = newRouting;
    origin = newOrigin;
    keyed = new Batch[keyed.length][newRouting.destinations().length];
    lastSize = new int[newRouting.destinations().length];
    Arrays.setAll(sinks, i -> new SinkBatch());
    touchedCount = 0;
    emitted = 0;
    unflushed = 0;
    combiner.clear();
    combined = 0;
  }

  Origin origin() {
    return origin;
  }

  /**
   * What is added from now on came in at {@code origin}; everything before must have been flushed.
   */
  void origin(Origin origin) {
    this.origin = origin;
  }

  /** What is added from now on is made from what was read then. */
  void born(long nanoTime) {
    born = nanoTime;
    if (nanoTime - oldest < 0) {
      oldest = nanoTime;
    }
  }

  /** What is added from now on is made from a record that is followed, and is here; null if not. */
  void follow(@Nullable Span here) {
    span = here;
  }

  /** Where the record is from which all is made that is added; null if it is not followed. */
  @Nullable Span span() {
    return span;
  }

  /** When the oldest of what has been at work since the last flush was read. */
  long oldest() {
    return oldest;
  }

  boolean empty() {
    return emitted == 0 && touchedCount == 0;
  }

  /** Adds a record for the object of {@code key} at a step. */
  void keyed(int step, String key, Object record) {
    int destination = routing.destinationOf(key);
    Batch[] ofStep = keyed[step];
    Batch batch = ofStep[destination];
    if (batch == null) {
      batch = new Batch(step, Math.min(maxBatch, lastSize[destination] + 16));
      batch.born = born;
      ofStep[destination] = batch;
      touch(step * routing.destinations().length + destination);
    }
    if (born - batch.born < 0) {
      batch.born = born;
    }
    batch.add(key, record);
    if (span != null) {
      batch.follow(span);
    }
    emitted++;
    unflushed++;
    if (batch.size >= maxBatch) {
      ofStep[destination] = null;
      send(batch, destination);
    }
  }

  /** Adds a record for a sink. */
  void sink(int sink, Object record) {
    SinkBatch batch = sinks[sink];
    if (batch.size == 0 || born - batch.born < 0) {
      batch.born = born;
    }
    batch.add(record);
    if (span != null) {
      batch.follow(span);
    }
    emitted++;
    unflushed++;
    if (batch.size >= maxBatch) {
      sendToSink(sink);
    }
  }

  /**
   * Adds a record to what others of its key amount to, which goes to the object of {@code key} at a
   * step with {@link #sendCombined}; there it is followed no further. Until then it is in flight:
   * the round does not end without it.
   *
   * @return the record
   * @throws RuntimeException what the aggregate has thrown; then nothing has changed
   */
  Object combine(int step, String key, Object record, Aggregate<Object, Object, ?> by) {
    if (combiner.isEmpty() || born - combinedBorn < 0) {
      combinedBorn = born;
    }
    if (combiner.add(step, key, record, by, this::sendCombined)) {
      origin.flight().emitted().add(1);
      if (combiner.isFull()) {
        sendCombined(true);
      }
    }
    return record;
  }

  /** Whether {@link #combine} has left nothing to send. */
  boolean combinedAll() {
    return combiner.isEmpty();
  }

  /**
   * Adds what was combined to what is to be sent: all of it, or what must not wait longer. To be
   * flushed.
   */
  void sendCombined(boolean all) {
    if (!combiner.isEmpty() && (all || combiner.isDue(node.clock().millis()))) {
      long now = born;
      born(combinedBorn);
      combiner.drain(this::sendCombined);
      born = now;
    }
  }

  private void sendCombined(int step, String key, Object accumulator) {
    // Before it is added: once it is, it may be on its way.
    combined++;
    Span current = span;
    span = null;
    keyed(step, key, accumulator);
    span = current;
  }

  /** How many records were added since the last flush. */
  int unflushed() {
    return unflushed;
  }

  /** Sends everything; then {@code settled} records, from which it was made, count as processed. */
  void flush(long settled) {
    publishEmitted();
    unflushed = 0;
    oldest = born;
    int width = routing.destinations().length;
    for (int i = 0; i < touchedCount; i++) {
      int step = touched[i] / width;
      int destination = touched[i] % width;
      Batch batch = keyed[step][destination];
      if (batch != null) {
        keyed[step][destination] = null;
        send(batch, destination);
      }
    }
    touchedCount = 0;
    for (int sink = 0; sink < sinks.length; sink++) {
      if (sinks[sink].size > 0) {
        sendToSink(sink);
      }
    }
    if (settled > 0) {
      origin.flight().settled().add(settled);
      origin.add(-settled);
    }
  }

  private void send(Batch batch, int destination) {
    publishEmitted();
    batch.origin = origin;
    lastSize[destination] = batch.size;
    routing.destinations()[destination].send(batch);
  }

  private void sendToSink(int sink) {
    publishEmitted();
    SinkBatch batch = sinks[sink];
    sinks[sink] = new SinkBatch();
    batch.origin = origin;
    node.sinkRunner(sink).accept(batch);
  }

  private void publishEmitted() {
    if (emitted > 0) {
      origin.flight().emitted().add(emitted);
      origin.add(emitted);
      emitted = 0;
      // Now that what was made from them is counted, and before that can be settled.
      origin.flight().settled().add(combined);
      combined = 0;
    }
  }

  private void touch(int cell) {
    if (touchedCount == touched.length) {
      touched = Arrays.copyOf(touched, touchedCount * 2);
    }
    touched[touchedCount++] = cell;
  }
}

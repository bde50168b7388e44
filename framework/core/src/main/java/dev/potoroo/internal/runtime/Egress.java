package dev.potoroo.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to one lane of another node: packs batches into messages below the frame limit and keeps
 * only so many of them on their way, well below the queue that drops when it is full. Batches that
 * have to wait are packed together. Thread-safe: whoever comes first does the work for all, and
 * nobody blocks.
 */
final class Egress implements Destination {
  private static final int MAX_RECORDS_PACKED = 8192;

  private final Node node;
  private final Consumer<NodeMessage> agent;
  private final Generation generation;
  private final int lane;
  private final int maxMessageSize;
  private final int maxInFlight;
  private final ConcurrentLinkedQueue<Batch> queue = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<NodeMessage.Packed> parts = new ArrayDeque<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private @Nullable Batch next;

  Egress(Node node, Generation generation, Consumer<NodeMessage> agent, int lane) {
    this.node = node;
    this.generation = generation;
    this.agent = agent;
    this.lane = lane;
    this.maxMessageSize = node.settings().wire().maxMessageSize();
    this.maxInFlight = node.settings().wire().inFlight();
  }

  @Override
  public void send(Batch batch) {
    queue.add(batch);
    work();
  }

  /** The other node has taken {@code count} messages. */
  void taken(int count) {
    inFlight.addAndGet(-count);
    work();
  }

  /** Whether anything has not been taken yet. */
  boolean waiting() {
    return inFlight.get() > 0 || !queue.isEmpty();
  }

  private void work() {
    if (calls.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      sendWhatMay();
      seen = calls.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendWhatMay() {
    while (inFlight.get() < maxInFlight) {
      if (parts.isEmpty() && !pack()) {
        return;
      }
      NodeMessage.Packed part = parts.poll();
      if (part != null) {
        inFlight.incrementAndGet();
        node.wireCounters().messagesSent.increment();
        node.wireCounters().bytesSent.add(part.data().length);
        agent.accept(part);
      }
    }
  }

  /** Packs what waits, as far as it belongs to one step and origin; false if nothing waits. */
  private boolean pack() {
    Batch first = take();
    if (first == null) {
      return false;
    }
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(Math.min(maxMessageSize, 64 + first.size * 48));
    int count = 0;
    long born = first.born;
    Batch batch = first;
    while (batch != null) {
      born = batch.born - born < 0 ? batch.born : born;
      count += packOne(batch, out);
      batch = count < MAX_RECORDS_PACKED && out.size() < maxMessageSize ? takeAlike(first) : null;
    }
    cut(first, count, System.nanoTime() - born, out.toByteArray());
    return true;
  }

  private @Nullable Batch take() {
    Batch waiting = next;
    next = null;
    return waiting != null ? waiting : queue.poll();
  }

  private @Nullable Batch takeAlike(Batch first) {
    Batch candidate = queue.poll();
    if (candidate != null && (candidate.step != first.step || candidate.origin != first.origin)) {
      next = candidate;
      return null;
    }
    return candidate;
  }

  private int packOne(Batch batch, ByteArrayOutputStream out) {
    WireFormat format = node.wireFormat(batch.step);
    ByteArrayOutputStream packed = new ByteArrayOutputStream(64 + batch.size * 48);
    try {
      format.write(batch, 0, batch.size, packed);
      packed.writeTo(out);
      return batch.size;
    } catch (Throwable e) {
      Fatal.rethrow(e);
      return packOneByOne(batch, format, out);
    }
  }

  /** A record that cannot be written must not take the others with it. */
  private int packOneByOne(Batch batch, WireFormat format, ByteArrayOutputStream out) {
    int count = 0;
    for (int i = 0; i < batch.size; i++) {
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      try {
        format.write(batch, i, i + 1, one);
        one.writeTo(out);
        count++;
      } catch (Throwable e) {
        Fatal.rethrow(e);
        node.cannotCrossNodes(batch, i, e);
      }
    }
    return count;
  }

  private void cut(Batch batch, int count, long ageNanos, byte[] data) {
    if (count == 0) {
      return;
    }
    Origin origin = batch.origin;
    int cameInAt = origin == null ? generation.self() : origin.node();
    for (int from = 0; from < data.length; from += maxMessageSize) {
      int to = Math.min(data.length, from + maxMessageSize);
      boolean last = to == data.length;
      byte[] part = from == 0 && last ? data : Arrays.copyOfRange(data, from, to);
      parts.add(
          new NodeMessage.Packed(
              generation.number(),
              generation.self(),
              lane,
              batch.step,
              cameInAt,
              count,
              ageNanos,
              last,
              part));
    }
  }
}

package dev.potoroo.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All that is to be sent and not acknowledged; knows nothing of connections. Thread-safe. */
final class Outbox {
  static final byte[] NOTHING = {};
  private static final int BATCH = 64 * 1024;
  private static final int MAX_NAME = 255;

  /** What a message costs besides its payload, about. */
  private static final int OVERHEAD = 64;

  private final long maxSize;
  private final Map<Integer, Outgoing> streams = new LinkedHashMap<>();
  private final Map<String, Integer> open = new HashMap<>();

  /** Streams that may have something to send, the next one first. */
  private final LinkedHashMap<Integer, Outgoing> pending = new LinkedHashMap<>();

  private long size;
  private int credits;
  private int maxPayload = Integer.MAX_VALUE;
  private int numbers;
  private @Nullable IOException failure;
  private boolean closed;

  /**
   * An empty one.
   *
   * @param maxSize how much may be kept, in bytes
   */
  Outbox(long maxSize) {
    this.maxSize = maxSize;
  }

  static long cost(byte[] payload) {
    return payload.length + (long) OVERHEAD;
  }

  synchronized Outgoing stream(String name) throws IOException {
    requireUsable();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_NAME) {
      throw new IllegalArgumentException(
          "stream [" + name + "] must have a name of 1 to " + MAX_NAME + " bytes.");
    }
    if (open.containsKey(name)) {
      throw new IllegalArgumentException("stream [" + name + "] is open already.");
    }
    Outgoing stream = new Outgoing(++numbers, bytes);
    streams.put(stream.number(), stream);
    open.put(name, stream.number());
    return stream;
  }

  /** Keeps a message to be sent; waits as long as too much is kept. */
  synchronized void send(Outgoing stream, long id, byte[] payload)
      throws IOException, InterruptedException {
    if (stream.ended()) {
      throw new IllegalStateException("the stream was ended: nothing more can be sent.");
    }
    if (id <= stream.lastId()) {
      throw new IllegalArgumentException(
          "id [" + id + "] must be greater than the one before, [" + stream.lastId() + "].");
    }
    // One alone always has room.
    while (usable() && size > 0 && size + cost(payload) > maxSize) {
      wait();
    }
    requireUsable();
    if (payload.length > maxPayload) {
      throw new IllegalArgumentException(
          "a payload of ["
              + payload.length
              + "] bytes is more than the server takes, ["
              + maxPayload
              + "].");
    }
    size += cost(payload);
    stream.add(id, payload);
    pend(stream);
  }

  synchronized void end(Outgoing stream) throws IOException, InterruptedException {
    stream.end();
    pend(stream);
    while (usable() && !stream.done()) {
      wait();
    }
    if (!stream.done()) {
      requireUsable();
    }
  }

  synchronized void awaitAcknowledged(Outgoing stream, long id)
      throws IOException, InterruptedException {
    while (usable() && stream.acknowledged() < id) {
      wait();
    }
    if (stream.acknowledged() < id) {
      requireUsable();
    }
  }

  synchronized long acknowledged(Outgoing stream) {
    return stream.acknowledged();
  }

  private void pend(Outgoing stream) {
    pending.putIfAbsent(stream.number(), stream);
    notifyAll();
  }

  private boolean usable() {
    return failure == null && !closed;
  }

  private void requireUsable() throws IOException {
    if (failure != null) {
      throw new IOException("the server refuses this client: " + failure.getMessage(), failure);
    }
    if (closed) {
      throw new IOException("the client is closed; what was not acknowledged may be lost");
    }
  }

  /** There is a new connection. */
  synchronized void welcome(Frames.Welcome welcome) {
    credits = welcome.credits();
    maxPayload = welcome.maxPayload();
    for (Outgoing stream : streams.values()) {
      stream.again();
      pend(stream);
    }
  }

  /**
   * The next frames, one after the other; none if there are none yet, after waiting for them.
   *
   * @param millis how long to wait
   */
  synchronized byte[] next(long millis) throws InterruptedException {
    byte[] frames = batch();
    if (frames.length == 0 && usable()) {
      TimeUnit.MILLISECONDS.timedWait(this, millis);
      frames = batch();
    }
    return frames;
  }

  private byte[] batch() {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    // Each stream in turn, so that none waits for the end of another.
    while (frames.size() < BATCH && round(frames)) {
      // Until there is nothing more, or no credit for it.
    }
    return frames.toByteArray();
  }

  private boolean round(ByteArrayOutputStream frames) {
    boolean some = false;
    Iterator<Outgoing> next = pending.values().iterator();
    while (next.hasNext() && frames.size() < BATCH) {
      Outgoing stream = next.next();
      boolean message = stream.nextIsMessage();
      byte[] frame = stream.next(credits > 0);
      frames.writeBytes(frame);
      some |= frame.length > 0;
      if (frame.length == 0 && !message) {
        next.remove();
      } else if (frame.length > 0 && message) {
        credits--;
      }
    }
    return some;
  }

  synchronized void answered(Frames.Answer answer) throws IOException {
    if (answer instanceof Frames.Ack ack) {
      size -= known(ack.stream()).acknowledged(ack.id());
    } else if (answer instanceof Frames.Credit credit) {
      credits += credit.more();
    } else if (answer instanceof Frames.Ended ended) {
      finish(known(ended.stream()));
    } else {
      throw new IOException("the server has greeted twice");
    }
    notifyAll();
  }

  private void finish(Outgoing stream) {
    stream.finish();
    streams.remove(stream.number());
    pending.remove(stream.number());
    open.values().remove(stream.number());
  }

  private Outgoing known(int number) throws IOException {
    Outgoing stream = streams.get(number);
    if (stream == null) {
      throw new IOException("the server speaks of the unknown stream [" + number + "]");
    }
    return stream;
  }

  /** Whether something was sent that is not acknowledged. */
  synchronized boolean waits() {
    return streams.values().stream().anyMatch(Outgoing::waits);
  }

  synchronized void fail(IOException why) {
    failure = why;
    notifyAll();
  }

  /** Wakes whoever waits for the next frames. */
  synchronized void wake() {
    notifyAll();
  }

  /** Waits that long, or until this is closed; whether it is. */
  synchronized boolean awaitClose(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = millis;
          left > 0 && !closed;
          left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
        wait(left);
      }
    } catch (InterruptedException e) {
      return true;
    }
    return closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}

package dev.potoroo.client;

import java.util.ArrayDeque;

/** What one stream has to send, and what of it is not acknowledged. Guarded by its outbox. */
final class Outgoing {
  private final int number;
  private final byte[] name;
  private final ArrayDeque<Kept> unsent = new ArrayDeque<>();
  private final ArrayDeque<Kept> sent = new ArrayDeque<>();
  private boolean opened;
  private boolean ended;
  private boolean endSent;
  private boolean done;
  private long lastId;
  private long acknowledged;

  private record Kept(long id, byte[] payload) {}

  Outgoing(int number, byte[] name) {
    this.number = number;
    this.name = name;
  }

  int number() {
    return number;
  }

  long lastId() {
    return lastId;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Whether all is committed, and nothing more will come. */
  boolean done() {
    return done;
  }

  boolean ended() {
    return ended;
  }

  void add(long id, byte[] payload) {
    unsent.add(new Kept(id, payload));
    lastId = id;
  }

  void end() {
    ended = true;
  }

  /** A new connection: what was not acknowledged is sent again. */
  void again() {
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
    opened = false;
    endSent = false;
  }

  /** The next frame; empty if there is none, or none without credit. */
  byte[] next(boolean credit) {
    if (done) {
      return Outbox.NOTHING;
    }
    if (!opened) {
      opened = true;
      return Frames.open(number, name);
    }
    if (!unsent.isEmpty()) {
      return credit ? message() : Outbox.NOTHING;
    }
    if (ended && !endSent) {
      endSent = true;
      return Frames.end(number);
    }
    return Outbox.NOTHING;
  }

  private byte[] message() {
    Kept next = unsent.remove();
    sent.add(next);
    return Frames.message(number, next.id(), next.payload());
  }

  /** Whether the next frame is a message. */
  boolean nextIsMessage() {
    return opened && !done && !unsent.isEmpty();
  }

  /** All up to {@code id} is committed: how many bytes need no longer be kept. */
  long acknowledged(long id) {
    long size = 0;
    while (!sent.isEmpty() && sent.element().id() <= id) {
      size += Outbox.cost(sent.remove().payload());
    }
    acknowledged = Math.max(acknowledged, id);
    return size;
  }

  void finish() {
    done = true;
  }

  /** Whether something was sent that is not acknowledged. */
  boolean waits() {
    return !sent.isEmpty() || endSent && !done;
  }
}

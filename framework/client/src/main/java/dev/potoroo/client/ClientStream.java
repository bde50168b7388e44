package dev.potoroo.client;

import java.io.IOException;

/** Messages in an order, each with an id that grows. Thread-safe, if ids are. */
public final class ClientStream {
  private final Outbox outbox;
  private final Outgoing stream;

  ClientStream(Outbox outbox, Outgoing stream) {
    this.outbox = outbox;
    this.stream = stream;
  }

  /**
   * Keeps a message and sends it. Waits as long as too much is kept that is not acknowledged.
   *
   * @param id greater than that of the message before, from 1; the same record must have the same
   *     id when it is sent again, by another process too: its place in a file, say
   * @param payload the record, encoded; must not be changed afterwards
   * @throws IOException if the server refuses this client, or it is closed
   */
  public void send(long id, byte[] payload) throws IOException, InterruptedException {
    outbox.send(stream, id, payload);
  }

  /** All up to this id, as far as they were sent here, are committed; 0 if none is yet. */
  public long acknowledged() {
    return outbox.acknowledged(stream);
  }

  /**
   * Waits until all up to {@code id} is committed.
   *
   * @throws IOException if the server refuses this client, or it is closed, before
   */
  public void awaitAcknowledged(long id) throws IOException, InterruptedException {
    outbox.awaitAcknowledged(stream, id);
  }

  /**
   * Says that nothing more will come, and waits until all is committed.
   *
   * @throws IOException if the server refuses this client, or it is closed, before
   */
  public void end() throws IOException, InterruptedException {
    outbox.end(stream);
  }
}

package dev.potoroo.internal.runtime;

import java.time.Instant;
import java.util.function.Supplier;

/** Finds out if a {@link VirtualRun} goes on and on although nothing new comes in. */
final class Passes {
  /** After so many turns of all nodes without anything read, nothing will ever come to rest. */
  private static final int MOST = 10_000;

  private final String pipeline;
  private final VirtualTime time;
  private final Supplier<Instant> eventTime;
  private int idle;

  Passes(String pipeline, VirtualTime time, Supplier<Instant> eventTime) {
    this.pipeline = pipeline;
    this.time = time;
    this.eventTime = eventTime;
  }

  /** All nodes are to come to rest. */
  void begin() {
    idle = 0;
  }

  /**
   * All nodes have had their turn.
   *
   * @param read whether anything new has come in by that
   * @throws IllegalStateException if nothing has for too many turns
   */
  void next(boolean read) {
    idle = read ? 0 : idle + 1;
    if (idle > MOST) {
      throw new IllegalStateException(
          "pipeline ["
              + pipeline
              + "] does not come to rest at ["
              + time.now()
              + "], event time ["
              + eventTime.get()
              + "]: it seems that a timer's handler always sets a timer that is due at once. Set it"
              + " to a later time; by event time, stop at Instant.MAX.");
    }
  }
}

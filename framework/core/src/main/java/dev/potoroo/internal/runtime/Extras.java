package dev.potoroo.internal.runtime;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What few objects have, or for a moment only: so that the others need no room for it. */
final class Extras {
  /** A mutable state as it was some updates ago. */
  StateObject.@Nullable Image image;

  /** The timers; null if it never had any. */
  @Nullable ObjectTimers timers;

  /**
   * Records that wait for the actor to start or for the state; in order, older than those at the
   * object's door.
   */
  @Nullable ArrayDeque<Slot.Waiting> waiting;

  /** What is held back of the key, older than all of these; null if nothing is. */
  @Nullable Hold hold;

  boolean isEmpty() {
    return image == null && timers == null && waiting == null && hold == null;
  }
}

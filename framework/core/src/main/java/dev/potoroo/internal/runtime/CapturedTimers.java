package dev.potoroo.internal.runtime;

import dev.potoroo.store.StoredTimer;
import java.util.List;

/**
 * The timers of an object as a round has left them, and as the round before had.
 *
 * @param now what is set
 * @param before what the store lists
 */
record CapturedTimers(List<StoredTimer> now, List<StoredTimer> before) {
  static final CapturedTimers NONE = new CapturedTimers(List.of(), List.of());
}

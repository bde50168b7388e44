package dev.potoroo.store;

import java.time.Instant;
import java.util.List;

/**
 * A state object as it is stored.
 *
 * @param round the round that wrote it
 * @param version how many updates it had seen
 * @param lastTouched when its last record was handled
 * @param state its state, encoded
 * @param timers its timers
 */
public record StoredState(
    long round, long version, Instant lastTouched, byte[] state, List<StoredTimer> timers) {

  /** An object without timers. */
  public StoredState(long round, long version, Instant lastTouched, byte[] state) {
    this(round, version, lastTouched, state, List.of());
  }
}

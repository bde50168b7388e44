package dev.potoroo.store;

import java.time.Instant;

/**
 * A state object as it is stored.
 *
 * @param round the round that wrote it
 * @param version how many updates it had seen
 * @param lastTouched when its last record was handled
 * @param state its state, encoded
 */
public record StoredState(long round, long version, Instant lastTouched, byte[] state) {}

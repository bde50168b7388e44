package dev.potoroo.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state object as a round has left it.
 *
 * @param step its step
 * @param key its key
 * @param version how many updates it has seen
 * @param lastTouched when its last record was handled
 * @param state its state, encoded; null if the object was removed
 */
public record StateChange(
    String step, String key, long version, Instant lastTouched, byte @Nullable [] state) {}

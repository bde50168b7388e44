package dev.potoroo.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A timer of a state object that has not fired.
 *
 * @param name its name; {@code .ttl} is the one by which the object ages
 * @param domain which time it goes by, {@code processing} or {@code event}
 * @param due when it is due; null if that is after the year 9999, or, for an object that ages by
 *     event time, as soon as event time is known
 */
public record PendingTimer(String name, String domain, @Nullable Instant due) {}

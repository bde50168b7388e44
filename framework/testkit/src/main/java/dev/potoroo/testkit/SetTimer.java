package dev.potoroo.testkit;

import java.time.Instant;

/**
 * A timer of a state object that has not fired yet.
 *
 * @param name its name; windows, joins and state that ages have timers of their own, whose names
 *     are theirs
 * @param eventTime whether it goes by event time; if not, by the clock
 * @param at when it is due, to the millisecond; of those by event time {@link Instant#MAX} is the
 *     end of all input
 */
public record SetTimer(String name, boolean eventTime, Instant at) {}

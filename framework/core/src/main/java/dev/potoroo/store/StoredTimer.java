package dev.potoroo.store;

/**
 * A timer of a state object.
 *
 * @param name its name; an object has at most one of each. Small letters, digits, hyphens and dots
 * @param domain which time it goes by
 * @param at when it is due, in milliseconds since 1970
 */
public record StoredTimer(String name, TimeDomain domain, long at) {}

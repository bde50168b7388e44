package dev.potoroo.store;

/**
 * A timer in the list of a step's timers.
 *
 * @param at when it is due, in milliseconds since 1970
 * @param name its name
 * @param key the object that has set it
 */
public record KeyTimer(long at, String name, String key) {}

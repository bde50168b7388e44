package dev.potoroo;

/**
 * A value of one key.
 *
 * @param key the key
 * @param value the value
 * @param <R> the value
 */
public record Keyed<R>(String key, R value) {}

package dev.potoroo.samples.bench;

/**
 * A trade.
 *
 * @param ts when it was due by the schedule, as {@link System#nanoTime}; without a schedule, and
 *     for windows, its number
 */
public record Trade(String symbol, double price, long ts) {}

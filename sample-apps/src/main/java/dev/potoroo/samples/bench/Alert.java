package dev.potoroo.samples.bench;

/**
 * A new high of a symbol.
 *
 * @param count how many trades of the symbol there have been; it is there so that a checksum of
 *     alerts proves the whole state
 * @param ts that of the trade
 */
public record Alert(String symbol, double price, long count, long ts) {}

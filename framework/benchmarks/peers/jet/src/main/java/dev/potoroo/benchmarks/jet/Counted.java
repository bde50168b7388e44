package dev.potoroo.benchmarks.jet;

import java.io.Serializable;

/**
 * A count that is a result.
 *
 * @param key a word, or the number of a sector
 * @param due of the trade that made it
 */
record Counted(Serializable key, long count, long due) implements Serializable {}

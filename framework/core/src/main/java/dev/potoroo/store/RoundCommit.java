package dev.potoroo.store;

import java.time.Instant;
import java.util.Map;

/**
 * The record that makes a round durable: with it, and only with it, the round has happened.
 *
 * @param generation the generation that commits it
 * @param round its number; the first is 1, each later one is one higher
 * @param at when, for people
 * @param shards the pipeline's number of shards
 * @param positions for each source and partition where reading goes on
 * @param sinks for each sink and each thing it writes to (a file, say) what it needs to go back to
 *     this round
 */
public record RoundCommit(
    long generation,
    long round,
    Instant at,
    int shards,
    Map<String, Map<String, Long>> positions,
    Map<String, Map<String, String>> sinks) {}

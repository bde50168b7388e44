package dev.potoroo.internal.round;

import java.util.Map;

/**
 * What one node has made durable of a round.
 *
 * @param positions for each source and partition that it reads, where reading goes on
 * @param sinks for each sink what it needs to go back to this round
 * @param objects how many objects the round had changed
 * @param bytes how many bytes of them were written
 * @param captureNanos how long it took to capture them
 * @param writeNanos how long it took to write them
 */
public record Prepared(
    Map<String, Map<String, Long>> positions,
    Map<String, Map<String, String>> sinks,
    long objects,
    long bytes,
    long captureNanos,
    long writeNanos) {}

package dev.potoroo.connector;

/**
 * What a {@link RoundPublisher} needs to know.
 *
 * @param pipeline the pipeline's name
 * @param sink the sink's name
 * @param slot one of the places from 0 on that output goes through, one for each node. At any time
 *     at most one publisher of a slot is meant to publish, but an older one may not know yet that
 *     it has been replaced
 * @param codec the name of the sink's codec
 */
public record PublisherContext(String pipeline, String sink, int slot, String codec) {}

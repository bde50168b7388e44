package dev.potoroo.connector;

/**
 * What a writer needs to know.
 *
 * @param sink the sink's name
 * @param text whether records are text without line breaks
 * @param node a word that tells this node from the others of the cluster, fit for a file name
 */
public record SinkContext(String sink, boolean text, String node) {}

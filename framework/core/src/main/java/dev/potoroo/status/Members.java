package dev.potoroo.status;

/**
 * How many nodes an answer comes from; an answer with {@code answered < of} is partial.
 *
 * @param answered the nodes that answered in time
 * @param of the nodes that were asked
 */
public record Members(int answered, int of) {}

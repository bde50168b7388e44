package dev.potoroo;

import java.time.Instant;

/**
 * What a {@link QueryHandler} knows beside state and question.
 *
 * @param key the key of the state object
 * @param version how many updates it has seen
 * @param now the time of the question
 */
public record QueryContext(String key, long version, Instant now) {}

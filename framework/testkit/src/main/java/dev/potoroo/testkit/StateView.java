package dev.potoroo.testkit;

import java.time.Instant;

/**
 * A state object as a test sees it.
 *
 * @param state its state: encoded and decoded by the step's codec, so that it is what a store would
 *     give back
 * @param version how many updates it has seen
 * @param lastTouched when its last record was handled
 * @param node the node that it lives on, as in {@link PipelineTest#nodes()}
 */
public record StateView<S>(S state, long version, Instant lastTouched, String node) {}

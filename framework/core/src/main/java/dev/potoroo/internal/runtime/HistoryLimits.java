package dev.potoroo.internal.runtime;

import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.topology.Topology.StepVertex;
import java.time.Duration;

/**
 * What is kept of the past of each object of a step.
 *
 * @param versions most superseded versions; 0 keeps none
 * @param age how long after they were superseded
 * @param size largest size of their states together, in bytes
 */
record HistoryLimits(int versions, Duration age, int size) {
  static HistoryLimits of(StepVertex vertex, PipelineSettings settings) {
    return new HistoryLimits(
        vertex.step().history(), settings.history().age(), settings.history().size());
  }
}

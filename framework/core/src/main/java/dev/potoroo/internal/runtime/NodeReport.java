package dev.potoroo.internal.runtime;

import dev.potoroo.status.PipelineStatus;
import java.util.List;

/** What one node has counted, for people. */
record NodeReport(
    PipelineStatus.State state,
    List<PipelineStatus.SourceStatus> sources,
    List<PipelineStatus.StepStatus> steps,
    List<PipelineStatus.SinkStatus> sinks,
    PipelineStatus.NodeStatus node)
    implements WireMessage {}

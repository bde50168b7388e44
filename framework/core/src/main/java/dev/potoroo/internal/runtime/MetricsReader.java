package dev.potoroo.internal.runtime;

import dev.potoroo.internal.topology.Topology.SinkVertex;
import dev.potoroo.internal.topology.Topology.SourceVertex;
import dev.potoroo.internal.topology.Topology.StepVertex;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.NodeMetrics.LaneMetrics;
import dev.potoroo.status.NodeMetrics.SinkMetrics;
import dev.potoroo.status.NodeMetrics.SourceMetrics;
import dev.potoroo.status.NodeMetrics.StepMetrics;
import dev.potoroo.status.NodeMetrics.StoreMetrics;
import dev.potoroo.status.NodeMetrics.TracingMetrics;
import dev.potoroo.status.NodeMetrics.WireMetrics;
import dev.potoroo.tracing.Tracing;
import java.util.Optional;

/** Reads what the parts of one node have counted, without stopping any of them. Thread-safe. */
final class MetricsReader {
  private static final StoreMetrics NO_STORE = new StoreMetrics(true, 0, 0, 0);
  private static final TracingMetrics NO_TRACING = new TracingMetrics(0, 0);

  private final Node node;
  private final Lanes lanes;

  MetricsReader(Node node, Lanes lanes) {
    this.node = node;
    this.lanes = lanes;
  }

  NodeMetrics read(String self, boolean ready) {
    Optional<Generation> current = Optional.ofNullable(node.parts().generation());
    return new NodeMetrics(
        self,
        ready,
        current.map(one -> one.assignment().shardsOf(one.self())).orElse(0),
        current.map(one -> one.localOrigin().inFlight()).orElse(0L),
        node.settings().window(),
        node.topology().sources().stream().map(this::source).toList(),
        node.topology().steps().stream().map(this::step).toList(),
        node.topology().sinks().stream().map(this::sink).toList(),
        lanes.all().stream().map(lane -> new LaneMetrics(lane.index(), lane.busyNanos())).toList(),
        wire(),
        node.store().map(NodeStore::metrics).orElse(NO_STORE),
        tracing(),
        node.references().inForce().status());
  }

  private SourceMetrics source(SourceVertex vertex) {
    PartCounters counters = node.sourceCounters(vertex.index());
    return new SourceMetrics(
        vertex.name(),
        counters.records.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        counters.retries.sum(),
        node.parts().sources().lag(vertex.index()));
  }

  private StepMetrics step(StepVertex vertex) {
    PartCounters counters = node.stepCounters(vertex.index());
    return new StepMetrics(
        vertex.name(),
        counters.records.sum(),
        counters.emitted.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        counters.retries.sum(),
        node.quarantined(vertex.index()).get(),
        node.objects(vertex.index()).get(),
        counters.dirty.sum(),
        counters.loaded.sum(),
        counters.passivated.sum(),
        counters.handlerTime.read(),
        counters.latency.read(),
        node.calls().of(vertex.index()).map(CallDesk::metrics));
  }

  private SinkMetrics sink(SinkVertex vertex) {
    PartCounters counters = node.sinkCounters(vertex.index());
    return new SinkMetrics(
        vertex.name(),
        counters.records.sum(),
        counters.deadLetters.sum(),
        counters.skipped.sum(),
        counters.retries.sum(),
        node.sinkRunner(vertex.index()).waiting(),
        counters.latency.read());
  }

  private WireMetrics wire() {
    WireCounters wire = node.wireCounters();
    return new WireMetrics(
        wire.messagesSent.sum(),
        wire.bytesSent.sum(),
        wire.messagesReceived.sum(),
        wire.bytesReceived.sum());
  }

  private TracingMetrics tracing() {
    Tracing tracing = node.tracing();
    return tracing == null ? NO_TRACING : new TracingMetrics(tracing.spans(), tracing.lost());
  }
}

package dev.potoroo.management;

import static dev.potoroo.management.MetricFamily.Kind.COUNTER;
import static dev.potoroo.management.MetricFamily.Kind.GAUGE;
import static dev.potoroo.management.MetricFamily.each;
import static dev.potoroo.management.MetricFamily.node;
import static dev.potoroo.management.MetricFamily.times;

import dev.potoroo.management.MetricFamily.Kind;
import dev.potoroo.status.Histogram;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.NodeMetrics.CallMetrics;
import dev.potoroo.status.NodeMetrics.LaneMetrics;
import dev.potoroo.status.NodeMetrics.SinkMetrics;
import dev.potoroo.status.NodeMetrics.SourceMetrics;
import dev.potoroo.status.NodeMetrics.StepMetrics;
import dev.potoroo.status.PipelineStatus.ReferenceStatus;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** All metrics of a node's own counters. Labels are names of the pipeline's parts, never keys. */
final class MetricTable {
  private static final double NANOS = 1e9;

  static final List<MetricFamily> FAMILIES =
      List.of(
          node("node_ready", GAUGE, "1 if the node processes records", m -> m.ready() ? 1 : 0),
          node("node_shards", GAUGE, "shards that live on the node", NodeMetrics::shards),
          node(
              "node_in_flight_records",
              GAUGE,
              "records that came in here and are not processed to their end",
              NodeMetrics::inFlight),
          node(
              "node_window_records",
              GAUGE,
              "how many records may be in flight at most",
              NodeMetrics::window),
          source("records", COUNTER, "records read", SourceMetrics::records),
          source(
              "dead_letters",
              COUNTER,
              "records that went to the dead letters",
              SourceMetrics::deadLetters),
          source("skipped", COUNTER, "records skipped by policy", SourceMetrics::skipped),
          source("retries", COUNTER, "calls that were tried again", SourceMetrics::retries),
          source("lag", GAUGE, "bytes or records left to read; -1 if unknown", SourceMetrics::lag),
          step("records", COUNTER, "records handled", StepMetrics::records),
          step("emitted", COUNTER, "records that handlers emitted", StepMetrics::emitted),
          step(
              "dead_letters",
              COUNTER,
              "records that went to the dead letters",
              StepMetrics::deadLetters),
          step("skipped", COUNTER, "records skipped by policy", StepMetrics::skipped),
          step("retries", COUNTER, "handler calls that were tried again", StepMetrics::retries),
          step(
              "quarantined_keys", GAUGE, "keys that are quarantined now", StepMetrics::quarantined),
          step("objects", GAUGE, "state objects in memory", StepMetrics::objects),
          step(
              "dirty_objects",
              GAUGE,
              "state objects that the round has changed so far",
              StepMetrics::dirty),
          step(
              "loaded",
              COUNTER,
              "state objects that came from the store into memory",
              StepMetrics::loaded),
          step(
              "passivated",
              COUNTER,
              "state objects that left memory and stay in the store",
              StepMetrics::passivated),
          stepTimes(
              "handler_seconds", "how long handlers took, from samples", StepMetrics::handlerTime),
          stepTimes(
              "latency_seconds",
              "from reading a record until what came of it was handled",
              StepMetrics::latency),
          calls("in_flight_calls", GAUGE, "calls that have not ended", CallMetrics::inFlight),
          calls(
              "pending_records",
              GAUGE,
              "records that wait for their calls, or those of their key before them",
              CallMetrics::pending),
          calls("answered_calls", COUNTER, "calls that have answered", CallMetrics::answered),
          calls("failed_calls", COUNTER, "calls that have failed", CallMetrics::failed),
          calls(
              "timed_out_calls",
              COUNTER,
              "calls that have not answered in time",
              CallMetrics::timedOut),
          sink("records", COUNTER, "records written", SinkMetrics::records),
          sink(
              "dead_letters",
              COUNTER,
              "records that could not be encoded and went to the dead letters",
              SinkMetrics::deadLetters),
          sink(
              "skipped",
              COUNTER,
              "records that could not be encoded and were skipped by policy",
              SinkMetrics::skipped),
          sink(
              "retries",
              COUNTER,
              "how often it was tried again to encode a record",
              SinkMetrics::retries),
          sink("waiting_records", GAUGE, "records that are to be written", SinkMetrics::waiting),
          times(
              "sink",
              NodeMetrics::sinks,
              SinkMetrics::name,
              "latency_seconds",
              "from reading a record until the connector has taken what came of it",
              SinkMetrics::latency),
          each(
              "lane",
              NodeMetrics::lanes,
              lane -> String.valueOf(lane.index()),
              "busy_seconds",
              COUNTER,
              "for how long the thread for state objects had something to do",
              (LaneMetrics lane) -> lane.busyNanos() / NANOS),
          node(
              "wire_messages_sent",
              COUNTER,
              "packed messages sent to other nodes",
              m -> m.wire().messagesSent()),
          node("wire_sent_bytes", COUNTER, "bytes of records sent", m -> m.wire().bytesSent()),
          node(
              "wire_messages_received",
              COUNTER,
              "packed messages got from other nodes",
              m -> m.wire().messagesReceived()),
          node(
              "wire_received_bytes",
              COUNTER,
              "bytes of records received",
              m -> m.wire().bytesReceived()),
          node(
              "store_available",
              GAUGE,
              "1 if the store has answered last",
              m -> m.store().available() ? 1 : 0),
          node("store_calls", COUNTER, "calls of the store", m -> m.store().calls()),
          node("store_failures", COUNTER, "calls that failed", m -> m.store().failures()),
          node(
              "store_seconds",
              COUNTER,
              "how long all calls of the store took together",
              m -> m.store().callNanos() / NANOS),
          node(
              "tracing_spans",
              COUNTER,
              "spans of records that are followed",
              m -> m.tracing().spans()),
          node(
              "tracing_lost_spans",
              COUNTER,
              "spans that no collector has taken",
              m -> m.tracing().lost()),
          reference(
              "round",
              "the round whose commit has brought the value; 0 if it is the initial one",
              ReferenceStatus::round),
          reference("updates", "updates that the value has seen", ReferenceStatus::updates),
          reference("bytes", "the size of the encoded value", ReferenceStatus::bytes));

  private MetricTable() {}

  private static MetricFamily source(
      String name, Kind kind, String help, ToDoubleFunction<SourceMetrics> number) {
    return each("source", NodeMetrics::sources, SourceMetrics::name, name, kind, help, number);
  }

  private static MetricFamily step(
      String name, Kind kind, String help, ToDoubleFunction<StepMetrics> number) {
    return each("step", NodeMetrics::steps, StepMetrics::name, name, kind, help, number);
  }

  /** Of steps that make calls. */
  private static MetricFamily calls(
      String name, Kind kind, String help, ToDoubleFunction<CallMetrics> number) {
    return each(
        "step",
        node -> node.steps().stream().filter(step -> step.calls().isPresent()).toList(),
        StepMetrics::name,
        name,
        kind,
        help,
        step -> number.applyAsDouble(step.calls().orElseThrow()));
  }

  private static MetricFamily stepTimes(
      String name, String help, Function<StepMetrics, Histogram> histogram) {
    return times("step", NodeMetrics::steps, StepMetrics::name, name, help, histogram);
  }

  private static MetricFamily reference(
      String name, String help, ToDoubleFunction<ReferenceStatus> number) {
    return each(
        "reference", NodeMetrics::references, ReferenceStatus::name, name, GAUGE, help, number);
  }

  private static MetricFamily sink(
      String name, Kind kind, String help, ToDoubleFunction<SinkMetrics> number) {
    return each("sink", NodeMetrics::sinks, SinkMetrics::name, name, kind, help, number);
  }
}

package dev.potoroo.internal.runtime;

import dev.potoroo.status.Members;
import dev.potoroo.status.PipelineStatus;
import dev.potoroo.status.PipelineStatus.NodeStatus;
import dev.potoroo.status.PipelineStatus.SinkStatus;
import dev.potoroo.status.PipelineStatus.SourceStatus;
import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.PipelineStatus.StepStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes one status of the nodes' reports; what cannot be added up is the first one's. Pure. */
final class StatusSum {
  private StatusSum() {}

  static PipelineStatus of(
      String pipeline, Instant since, Members members, List<NodeReport> reports) {
    return new PipelineStatus(
        pipeline,
        state(reports),
        since,
        members,
        reports.stream().mapToLong(report -> report.node().inFlight()).sum(),
        merged(reports, NodeReport::sources, StatusSum::add),
        merged(reports, NodeReport::steps, StatusSum::add),
        merged(reports, NodeReport::sinks, StatusSum::add),
        reports.stream()
            .map(NodeReport::node)
            .sorted(Comparator.comparing(NodeStatus::address))
            .toList());
  }

  /** A failure on one node is one of all; else the node that is least far tells. */
  private static State state(List<NodeReport> reports) {
    List<State> states = reports.stream().map(NodeReport::state).toList();
    return states.contains(State.FAILED)
        ? State.FAILED
        : states.stream().min(State::compareTo).orElse(State.STARTING);
  }

  private static <S> List<S> merged(
      List<NodeReport> reports, Function<NodeReport, List<S>> part, BinaryOperator<S> add) {
    if (reports.isEmpty()) {
      return List.of();
    }
    return IntStream.range(0, part.apply(reports.get(0)).size())
        .mapToObj(
            i ->
                reports.stream().map(report -> part.apply(report).get(i)).reduce(add).orElseThrow())
        .toList();
  }

  private static SourceStatus add(SourceStatus a, SourceStatus b) {
    return new SourceStatus(
        a.name(),
        a.connector(),
        a.records() + b.records(),
        a.deadLetters() + b.deadLetters(),
        a.skipped() + b.skipped(),
        a.lag() < 0 || b.lag() < 0 ? -1 : a.lag() + b.lag(),
        a.ended() && b.ended(),
        a.paused() == null ? b.paused() : a.paused(),
        Stream.concat(a.idlePartitions().stream(), b.idlePartitions().stream()).sorted().toList());
  }

  private static StepStatus add(StepStatus a, StepStatus b) {
    return new StepStatus(
        a.name(),
        a.records() + b.records(),
        a.emitted() + b.emitted(),
        a.objects() + b.objects(),
        a.deadLetters() + b.deadLetters(),
        a.skipped() + b.skipped(),
        a.retries() + b.retries(),
        a.quarantined() + b.quarantined());
  }

  private static SinkStatus add(SinkStatus a, SinkStatus b) {
    return new SinkStatus(
        a.name(),
        a.connector(),
        a.records() + b.records(),
        a.deadLetters() + b.deadLetters(),
        a.skipped() + b.skipped(),
        a.retries() + b.retries());
  }
}

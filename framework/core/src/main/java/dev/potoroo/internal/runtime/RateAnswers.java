package dev.potoroo.internal.runtime;

import dev.potoroo.status.Histogram;
import java.util.ArrayList;
import java.util.List;

/** Says what goes through this node at the moment. Used by the agent's thread. */
final class RateAnswers {
  private static final Histogram NO_DURATIONS = new Histogram(List.of(), 0, 0);

  private final Node node;
  private final RateSamples samples = new RateSamples();

  RateAnswers(Node node) {
    this.node = node;
  }

  /** Called often: takes a sample each second. */
  void tick(long nanoTime) {
    if (samples.isDue(nanoTime)) {
      samples.add(nanoTime, counted());
    }
  }

  void answer(InspectMessage.GetRates get) {
    get.replyTo().tell(new InspectMessage.RatesAnswer(samples.rates()));
  }

  /** Sources, then steps, then sinks. */
  private List<PartRates> counted() {
    List<PartRates> parts = new ArrayList<>();
    node.topology().sources().forEach(vertex -> parts.add(source(vertex.index())));
    node.topology().steps().forEach(vertex -> parts.add(step(vertex.index())));
    node.topology().sinks().forEach(vertex -> parts.add(sink(vertex.index())));
    return parts;
  }

  private PartRates source(int index) {
    PartCounters counters = node.sourceCounters(index);
    long records = counters.records.sum();
    long failed = failed(counters);
    return PartRates.of(
        records, records - failed, failed, NO_DURATIONS, NO_DURATIONS, NO_DURATIONS);
  }

  private PartRates step(int index) {
    PartCounters counters = node.stepCounters(index);
    return PartRates.of(
        counters.records.sum(),
        counters.emitted.sum(),
        failed(counters),
        counters.handlerTime.read(),
        counters.latency.read(),
        counters.arrival.read());
  }

  private PartRates sink(int index) {
    PartCounters counters = node.sinkCounters(index);
    return PartRates.of(
        counters.records.sum(),
        0,
        failed(counters),
        NO_DURATIONS,
        counters.latency.read(),
        counters.arrival.read());
  }

  private static long failed(PartCounters counters) {
    return counters.deadLetters.sum() + counters.skipped.sum();
  }
}

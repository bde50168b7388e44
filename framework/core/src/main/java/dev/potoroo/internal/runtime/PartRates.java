package dev.potoroo.internal.runtime;

import dev.potoroo.status.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a source, step or sink has done: in all, within a time, or in each second of it; counters
 * and durations can be added and subtracted. Immutable.
 *
 * @param records read, handled or written
 * @param emitted handed on
 * @param failed given up or skipped
 * @param handlerTime durations of handlers; buckets without any are left out
 * @param latency of records; the same
 * @param arrival from the reading of records until what came of them has arrived; the same
 */
record PartRates(
    double records,
    double emitted,
    double failed,
    List<Histogram.Bucket> handlerTime,
    List<Histogram.Bucket> latency,
    List<Histogram.Bucket> arrival) {
  static final PartRates NONE = new PartRates(0, 0, 0, List.of(), List.of(), List.of());

  /** What was counted since a node has started. */
  static PartRates of(
      long records,
      long emitted,
      long failed,
      Histogram handlerTime,
      Histogram latency,
      Histogram arrival) {
    return new PartRates(
        (double) records,
        (double) emitted,
        (double) failed,
        handlerTime.buckets(),
        latency.buckets(),
        arrival.buckets());
  }

  PartRates plus(PartRates other) {
    return new PartRates(
        records + other.records,
        emitted + other.emitted,
        failed + other.failed,
        sum(handlerTime, other.handlerTime, 1),
        sum(latency, other.latency, 1),
        sum(arrival, other.arrival, 1));
  }

  /** What has come since {@code before}, in each of so many seconds; durations are those of all. */
  PartRates since(PartRates before, double seconds) {
    return new PartRates(
        (records - before.records) / seconds,
        (emitted - before.emitted) / seconds,
        (failed - before.failed) / seconds,
        sum(handlerTime, before.handlerTime, -1),
        sum(latency, before.latency, -1),
        sum(arrival, before.arrival, -1));
  }

  private static List<Histogram.Bucket> sum(
      List<Histogram.Bucket> one, List<Histogram.Bucket> other, int sign) {
    Map<Long, Long> counts = new TreeMap<>();
    one.forEach(bucket -> counts.merge(bucket.upToNanos(), bucket.count(), Long::sum));
    other.forEach(bucket -> counts.merge(bucket.upToNanos(), sign * bucket.count(), Long::sum));
    List<Histogram.Bucket> sum = new ArrayList<>();
    counts.forEach(
        (upTo, count) -> {
          if (count > 0) {
            sum.add(new Histogram.Bucket(upTo, count));
          }
        });
    return sum;
  }
}

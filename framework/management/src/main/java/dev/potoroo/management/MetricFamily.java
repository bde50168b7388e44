package dev.potoroo.management;

import dev.potoroo.status.Histogram;
import dev.potoroo.status.NodeMetrics;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A metric of ours: what it is called, and how its values are found.
 *
 * @param name as Prometheus has it, without the {@code _total} of counters
 * @param kind what its values are
 * @param help what it says, with its unit
 * @param label what tells its values apart beside the pipeline; empty if there is one value
 * @param values finds them
 */
record MetricFamily(
    String name, Kind kind, String help, String label, Function<NodeMetrics, List<Value>> values) {

  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  /**
   * A value.
   *
   * @param of its label
   * @param number unless it is a histogram
   */
  record Value(String of, double number, Histogram histogram) {
    private static final Histogram NONE = new Histogram(List.of(), 0, 0);

    static Value of(String of, double number) {
      return new Value(of, number, NONE);
    }
  }

  /** The name as it is in the answer and in queries. */
  String shown() {
    return kind == Kind.COUNTER ? name + "_total" : name;
  }

  static MetricFamily node(
      String name, Kind kind, String help, ToDoubleFunction<NodeMetrics> number) {
    return new MetricFamily(
        "potoroo_" + name,
        kind,
        help,
        "",
        metrics -> List.of(Value.of("", number.applyAsDouble(metrics))));
  }

  /** One for each part of a pipeline or node. */
  static <P> MetricFamily each(
      String label,
      Function<NodeMetrics, List<P>> parts,
      Function<P, String> nameOf,
      String name,
      Kind kind,
      String help,
      ToDoubleFunction<P> number) {
    return new MetricFamily(
        "potoroo_" + label + "_" + name,
        kind,
        help,
        label,
        metrics ->
            parts.apply(metrics).stream()
                .map(part -> Value.of(nameOf.apply(part), number.applyAsDouble(part)))
                .toList());
  }

  static <P> MetricFamily times(
      String label,
      Function<NodeMetrics, List<P>> parts,
      Function<P, String> nameOf,
      String name,
      String help,
      Function<P, Histogram> histogram) {
    return new MetricFamily(
        "potoroo_" + label + "_" + name,
        Kind.HISTOGRAM,
        help,
        label,
        metrics ->
            parts.apply(metrics).stream()
                .map(part -> new Value(nameOf.apply(part), 0, histogram.apply(part)))
                .toList());
  }
}

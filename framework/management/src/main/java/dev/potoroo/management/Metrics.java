package dev.potoroo.management;

import dev.potoroo.service.PipelineService;
import dev.potoroo.status.Histogram;
import dev.potoroo.status.NodeMetrics;
import dev.potoroo.status.RoundsStatus;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /metrics} answers: the counters of this node as {@link MetricTable} has them, rounds,
 * and the JVM. Thread-safe.
 */
final class Metrics implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final PipelineService service;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final RoundMeters rounds;

  Metrics(PipelineService service) {
    this.service = service;
    this.rounds = new RoundMeters(registry, Tags.of("pipeline", service.pipeline()));
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** The whole answer; without news of rounds if the coordinator gives none. */
  CompletionStage<byte[]> scrape() {
    return service.rounds().handle((status, failure) -> text(status));
  }

  private byte[] text(@Nullable RoundsStatus status) {
    if (status != null) {
      rounds.take(status);
    }
    NodeMetrics node = service.metrics();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    MetricTable.FAMILIES.forEach(family -> all.metricSnapshot(snapshot(family, node)));
    registry.getPrometheusRegistry().scrape().forEach(all::metricSnapshot);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
      PrometheusTextFormatWriter.create().write(out, all.build());
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MetricSnapshot snapshot(MetricFamily family, NodeMetrics node) {
    return switch (family.kind()) {
      case COUNTER -> {
        CounterSnapshot.Builder counter =
            CounterSnapshot.builder().name(family.name()).help(family.help());
        for (MetricFamily.Value value : family.values().apply(node)) {
          counter.dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(labels(family, value))
                  .value(value.number())
                  .build());
        }
        yield counter.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder gauge =
            GaugeSnapshot.builder().name(family.name()).help(family.help());
        for (MetricFamily.Value value : family.values().apply(node)) {
          gauge.dataPoint(
              GaugeSnapshot.GaugeDataPointSnapshot.builder()
                  .labels(labels(family, value))
                  .value(value.number())
                  .build());
        }
        yield gauge.build();
      }
      case HISTOGRAM -> {
        HistogramSnapshot.Builder histogram =
            HistogramSnapshot.builder().name(family.name()).help(family.help());
        for (MetricFamily.Value value : family.values().apply(node)) {
          histogram.dataPoint(
              HistogramSnapshot.HistogramDataPointSnapshot.builder()
                  .labels(labels(family, value))
                  .classicHistogramBuckets(buckets(value.histogram()))
                  .sum(value.histogram().sumNanos() / NANOS)
                  .build());
        }
        yield histogram.build();
      }
    };
  }

  private static ClassicHistogramBuckets buckets(Histogram histogram) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (Histogram.Bucket bucket : histogram.buckets()) {
      buckets.bucket(
          bucket.upToNanos() == Long.MAX_VALUE
              ? Double.POSITIVE_INFINITY
              : bucket.upToNanos() / NANOS,
          bucket.count());
    }
    return buckets.build();
  }

  private Labels labels(MetricFamily family, MetricFamily.Value value) {
    return family.label().isEmpty()
        ? Labels.of("pipeline", service.pipeline())
        : Labels.of("pipeline", service.pipeline(), family.label(), value.of());
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}

package dev.potoroo.samples.bench;

import dev.potoroo.samples.bench.Measurement.Window;
import dev.potoroo.service.PipelineService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * What is told of a run.
 *
 * @param source what has fed it
 */
record Report(
    BenchOptions options,
    Window window,
    Results results,
    FeedSource source,
    Workload.Oracle oracle) {
  private static final double NANOS = 1e9;

  boolean right() {
    return results.actual().equals(expected());
  }

  /** Of a run that went on from a commit, what comes out of the records after that. */
  private Expected expected() {
    return oracle.of(source.records()).minus(oracle.of(source.recordsBefore()));
  }

  Map<String, Object> fields() {
    Expected actual = results.actual();
    Expected expected = expected();
    double seconds = window.nanos() / NANOS;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("peer", "potoroo");
    fields.put("version", version());
    fields.put("workload", name(options.workload));
    fields.put("mode", options.dense ? "dense" : "object");
    if (options.label != null) {
      fields.put("variant", options.label);
    }
    fields.put("p", options.readers);
    fields.put("keys", options.keys);
    fields.put("dist", name(options.distribution));
    fields.put("ok", actual.equals(expected));
    if (!actual.equals(expected)) {
      fields.put("bad", "[" + actual + "] is not [" + expected + "]");
    }
    fields.put("records", LongStream.of(source.records()).sum());
    fields.put("seconds", rounded(seconds));
    fields.put("records_per_s", (long) (window.records() / seconds));
    fields.put("worst_1s", window.worst());
    fields.put("outputs", actual.outputs());
    fields.put("checksum", Long.toHexString(actual.checksum()));
    putLatency(fields);
    if (options.lifeIn != null) {
      fields.put("current_at_ms", results.lastLate());
    }
    putRounds(fields);
    putMachine(fields, seconds);
    fields.put("args", options.others());
    return fields;
  }

  private void putLatency(Map<String, Object> fields) {
    if (options.rate > 0) {
      Histogram latency = results.latency();
      fields.put("rate", options.rate);
      fields.put("p50_us", latency.getValueAtPercentile(50) / 1_000);
      fields.put("p99_us", latency.getValueAtPercentile(99) / 1_000);
      fields.put("p999_us", latency.getValueAtPercentile(99.9) / 1_000);
      fields.put("max_us", latency.getMaxValue() / 1_000);
      fields.put("samples", latency.getTotalCount());
    }
  }

  private void putRounds(Map<String, Object> fields) {
    fields.put("checkpoints", window.rounds());
    if (options.rounds > 0) {
      List<Long> pauses = window.pauses();
      fields.put("ckpt_ms", options.rounds);
      if (!pauses.isEmpty()) {
        fields.put("pause_median_us", pauses.get(pauses.size() / 2));
        fields.put("pause_max_us", pauses.get(pauses.size() - 1));
      }
    }
  }

  private void putMachine(Map<String, Object> fields, double seconds) {
    long cpu = window.after().cpuNanos() - window.before().cpuNanos();
    double busy = (window.after().busySeconds() - window.before().busySeconds()) / seconds;
    double cores = cpu / NANOS / seconds;
    fields.put("cores", rounded(cores));
    fields.put("other_cores", rounded(Math.max(0, busy - cores)));
    fields.put("cpu_ns_per_record", window.records() == 0 ? 0 : cpu / window.records());
    fields.put("gc_ms", window.after().gcMillis() - window.before().gcMillis());
    fields.put("peak_rss_mb", Machine.peakMemory());
    fields.put("java", Runtime.version().feature());
  }

  /** That of the framework. */
  private static String version() {
    String version = PipelineService.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}

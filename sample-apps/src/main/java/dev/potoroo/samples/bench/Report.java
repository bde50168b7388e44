package dev.potoroo.samples.bench;

import dev.potoroo.samples.bench.Measurement.Growth;
import dev.potoroo.samples.bench.Measurement.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * What is told of a run.
 *
 * @param before how many records each split had given before the run, which went on from there
 * @param records how many each has given in all
 */
public record Report(
    Subject subject,
    BenchOptions options,
    Window window,
    Tallies tallies,
    Oracle oracle,
    long[] before,
    long[] records) {
  private static final double NANOS = 1e9;

  /** For so long output must not have been behind, or it may be behind again at once. */
  private static final long CURRENT_MILLIS = 1_000;

  /**
   * What has been measured.
   *
   * @param mode in which of its ways it ran
   */
  public record Subject(String name, String version, String mode) {}

  /** Whether all has come out that must, and a run that was killed is no longer behind. */
  public boolean right() {
    return fault().isEmpty();
  }

  private Optional<String> fault() {
    if (tallies.spoiled().isPresent()) {
      return tallies.spoiled();
    }
    Expected actual = tallies.actual();
    Expected expected = expected();
    if (!actual.equals(expected)) {
      return Optional.of("[" + actual + "] is not [" + expected + "]");
    }
    return options.lifeIn != null && tallies.lastLate() > window.endMillis() - CURRENT_MILLIS
        ? Optional.of("output was still behind at the end; let --seconds be more")
        : Optional.empty();
  }

  /** Of a run that went on from a commit, what comes out of the records after that. */
  private Expected expected() {
    return oracle.of(records).minus(oracle.of(before));
  }

  /** The result, in the order in which it is to be printed. */
  public Map<String, Object> fields() {
    Expected actual = tallies.actual();
    Optional<String> fault = fault();
    double seconds = window.nanos() / NANOS;
    Map<String, Object> fields = new LinkedHashMap<>();
    putSubject(fields);
    fields.put("ok", fault.isEmpty());
    fault.ifPresent(why -> fields.put("bad", why));
    fields.put("records", LongStream.of(records).sum());
    fields.put("seconds", rounded(seconds));
    fields.put("records_per_s", (long) (window.records() / seconds));
    fields.put("worst_1s", window.worst());
    fields.put("outputs", actual.outputs());
    fields.put("checksum", Long.toHexString(actual.checksum()));
    putLatency(fields);
    if (options.lifeIn != null) {
      fields.put("current_at_ms", tallies.lastLate());
    }
    putRounds(fields);
    putMachine(fields, seconds);
    putGrowth(fields);
    fields.put("args", options.others());
    return fields;
  }

  private void putSubject(Map<String, Object> fields) {
    fields.put("peer", subject.name());
    fields.put("version", subject.version());
    fields.put("workload", name(options.workload));
    fields.put("mode", subject.mode());
    if (options.label != null) {
      fields.put("variant", options.label);
    }
    fields.put("p", options.readers);
    fields.put("keys", options.keys);
    fields.put("dist", name(options.distribution));
  }

  private void putLatency(Map<String, Object> fields) {
    if (options.rate > 0) {
      Histogram latency = tallies.latency();
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

  private void putGrowth(Map<String, Object> fields) {
    Growth growth = window.growth();
    if (growth != null) {
      fields.put("new_objects", growth.objects());
      if (growth.objects() > 0) {
        fields.put("bytes_per_object", growth.bytes() / growth.objects());
      }
    }
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}

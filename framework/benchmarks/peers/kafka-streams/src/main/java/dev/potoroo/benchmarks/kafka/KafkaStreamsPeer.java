package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.Engine;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.BenchOptions;
import dev.potoroo.samples.bench.Keys;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Workload;
import dev.potoroo.testkit.TestKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Runs a workload on Kafka Streams, from a topic that is filled before, or by schedule. With rounds
 * it is exactly-once, with a changelog of the state. Its settings can be given with {@code --set}.
 */
public final class KafkaStreamsPeer implements Engine {
  static final String ALERTS = "alerts";
  private static final String INPUT = "input";

  /** How many records there are for each second of the run: more than it can read. */
  private static final String FILL = "fill";

  private static final long TRADES = 1_500_000;
  private static final long DURABLE_TRADES = 500_000;
  private static final long LINES = 200_000;

  /** Not those of a broker of a test, which lives for seconds. */
  private static final List<String> BROKER =
      List.of("-Xmx1g", "-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC", "-XX:+UseG1GC");

  public static void main(String[] args) {
    PeerRun.main(KafkaStreamsPeer.class, new KafkaStreamsPeer(), args);
  }

  /** After a crash it has no broker, which ends with it. */
  @Override
  public Set<Workload> lacks() {
    return Set.of(Workload.W6, Workload.WINDOWS);
  }

  @Override
  public Subject subject(PeerRun run) {
    return new Subject("kafka-streams", AppInfoParser.getVersion(), "memory");
  }

  @Override
  public void execute(PeerRun run, Path directory) throws Exception {
    try (TestKafka kafka = TestKafka.start(directory.resolve("kafka"), BROKER);
        Loader loader = new Loader(run, INPUT, kafka.address())) {
      kafka.createTopic(INPUT, Keys.SPLITS);
      kafka.createTopic(ALERTS, Keys.SPLITS);
      if (run.options().rate > 0) {
        Thread bySchedule = new Thread(loader::bySchedule, "loader");
        stream(run, kafka, directory, bySchedule::start);
        bySchedule.join();
      } else {
        long perSplit = fill(run) * (run.options().warmup + run.options().seconds) / Keys.SPLITS;
        loader.fill(perSplit);
        refuseTheEnd(stream(run, kafka, directory, () -> {}), perSplit, run);
      }
    }
  }

  /** Runs the workload until its end; {@code begun} is done when Kafka Streams has been started. */
  private static Progress stream(PeerRun run, TestKafka kafka, Path directory, Runnable begun)
      throws InterruptedException {
    Progress progress = new Progress(run);
    try (KafkaStreams streams =
        new KafkaStreams(
            Graph.of(run, progress, INPUT), settings(run, kafka.address(), directory))) {
      streams.setUncaughtExceptionHandler(
          failure -> {
            run.fail(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      begun.run();
      progress.awaitEnd(streams);
    }
    return progress;
  }

  private static void refuseTheEnd(Progress progress, long perSplit, PeerRun run) {
    if (progress.exhausted(perSplit)) {
      throw new IllegalStateException(
          "the topic was read to its end; more than ["
              + fill(run)
              + "] records for each second are had by --set "
              + FILL
              + "=N");
    }
  }

  private static long fill(PeerRun run) {
    String asked = run.settings().get(FILL);
    if (asked != null) {
      return Long.parseLong(asked);
    }
    if (run.options().workload == Workload.W2) {
      return LINES;
    }
    return run.options().rounds > 0 ? DURABLE_TRADES : TRADES;
  }

  private static Properties settings(PeerRun run, String address, Path directory) {
    BenchOptions options = run.options();
    boolean durable = options.rounds > 0;
    Properties settings = new Properties();
    settings.put("bootstrap.servers", address);
    settings.put("application.id", "bench");
    settings.put("state.dir", directory.resolve("streams").toString());
    settings.put("num.stream.threads", Integer.toString(run.parallelism()));
    settings.put("processing.guarantee", durable ? "exactly_once_v2" : "at_least_once");
    settings.put("commit.interval.ms", durable ? Long.toString(options.rounds) : "30000");
    settings.put("topology.optimization", "all");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", "10000");
    settings.put("buffered.records.per.partition", "20000");
    settings.put("fetch.max.bytes", "67108864");
    settings.put("max.partition.fetch.bytes", "4194304");
    settings.put("fetch.min.bytes", options.rate > 0 ? "1" : "65536");
    settings.put("fetch.max.wait.ms", "50");
    settings.put("producer.linger.ms", options.rate > 0 ? "1" : "100");
    settings.put("producer.batch.size", "262144");
    settings.put("producer.buffer.memory", "134217728");
    settings.put("producer.acks", durable ? "all" : "1");
    if (!durable) {
      settings.put("producer.enable.idempotence", "false");
    }
    settings.put("poll.ms", "5");
    settings.put("replication.factor", "1");
    settings.putAll(run.settings());
    settings.remove(FILL);
    return settings;
  }
}

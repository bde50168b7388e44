package dev.potoroo.benchmarks.kafka;

import dev.potoroo.benchmarks.Engine;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.BenchOptions;
import dev.potoroo.samples.bench.Loader;
import dev.potoroo.samples.bench.Report.Subject;
import dev.potoroo.samples.bench.Topics;
import dev.potoroo.samples.bench.Workload;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * Runs a workload on Kafka Streams, from a topic that is filled before, or by schedule, at the
 * broker that {@code --kafka} names. With rounds it is exactly-once, with a changelog of the state.
 * Its settings can be given with {@code --set}.
 */
public final class KafkaStreamsPeer implements Engine {
  /** How many records there are for each second of the run: more than it can read. */
  private static final long TRADES = 1_500_000;

  private static final long DURABLE_TRADES = 500_000;
  private static final long LINES = 200_000;

  public static void main(String[] args) {
    PeerRun.main(KafkaStreamsPeer.class, new KafkaStreamsPeer(), args);
  }

  /** Each run makes topics of its own, so none goes on after a crash. */
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
    try (Topics topics = topics(run.options());
        Loader loader = new Loader(topics, run.options(), run.feed())) {
      if (run.options().rate > 0) {
        Thread bySchedule = new Thread(() -> bySchedule(run, loader), "loader");
        stream(run, topics, directory, bySchedule::start);
        bySchedule.join();
      } else {
        loader.fill();
        stream(run, topics, directory, () -> {});
        topics.fault(run.given()).ifPresent(run::spoil);
      }
      if (run.options().workload == Workload.W7) {
        topics.count(run.newTally());
      }
    }
  }

  private static Topics topics(BenchOptions options) throws InterruptedException {
    return switch (options.workload) {
      case W7 -> Topics.make(options);
      case W2 -> Topics.make(options, LINES);
      default -> Topics.make(options, options.rounds > 0 ? DURABLE_TRADES : TRADES);
    };
  }

  private static void bySchedule(PeerRun run, Loader loader) {
    try {
      loader.bySchedule(run.schedule(), run::ending);
    } catch (RuntimeException e) {
      run.fail(e);
    }
  }

  /** Runs the workload until its end; {@code begun} is done when Kafka Streams has been started. */
  private static void stream(PeerRun run, Topics topics, Path directory, Runnable begun)
      throws InterruptedException {
    Progress progress = new Progress(run);
    try (KafkaStreams streams =
        new KafkaStreams(Graph.of(run, progress, topics), settings(run, topics, directory))) {
      streams.setUncaughtExceptionHandler(
          failure -> {
            run.fail(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      begun.run();
      progress.awaitEnd(streams);
    }
  }

  private static Properties settings(PeerRun run, Topics topics, Path directory) {
    BenchOptions options = run.options();
    boolean durable = options.rounds > 0;
    Properties settings = new Properties();
    settings.putAll(Topics.READING);
    Topics.WRITING.forEach((name, value) -> settings.put("producer." + name, value));
    settings.put("bootstrap.servers", topics.address());
    settings.put("application.id", topics.id());
    settings.put("state.dir", directory.resolve("streams").toString());
    settings.put("num.stream.threads", Integer.toString(run.parallelism()));
    settings.put("processing.guarantee", durable ? "exactly_once_v2" : "at_least_once");
    settings.put("commit.interval.ms", durable ? Long.toString(options.rounds) : "30000");
    settings.put("topology.optimization", "all");
    settings.put("auto.offset.reset", "earliest");
    settings.put("buffered.records.per.partition", "20000");
    settings.put("producer.linger.ms", options.rate > 0 ? "1" : "100");
    if (options.rate > 0) {
      settings.put("fetch.min.bytes", "1");
    }
    settings.put("producer.acks", durable ? "all" : "1");
    if (!durable) {
      settings.put("producer.enable.idempotence", "false");
    }
    settings.put("poll.ms", "5");
    settings.put("replication.factor", "1");
    settings.putAll(run.settings());
    return settings;
  }
}

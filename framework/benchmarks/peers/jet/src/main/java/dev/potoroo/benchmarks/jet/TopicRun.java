package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.JetService;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.kafka.KafkaSinks;
import com.hazelcast.jet.kafka.KafkaSources;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.StreamSource;
import com.hazelcast.jet.pipeline.StreamStage;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Loader;
import dev.potoroo.samples.bench.TopicBytes;
import dev.potoroo.samples.bench.Topics;
import dev.potoroo.samples.bench.Trade;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** From topic to topic by Jet's connector. */
final class TopicRun {
  private static final long LOOK_MILLIS = 50;
  private static final long NEVER_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  private TopicRun() {}

  /** Runs it until the run ends, and what has been read by then has been written. */
  static void execute(PeerRun run, JetService jet, JobConfig config) throws InterruptedException {
    if (run.options().rounds == 0) {
      // With the one snapshot that the end makes.
      config
          .setProcessingGuarantee(ProcessingGuarantee.AT_LEAST_ONCE)
          .setSnapshotIntervalMillis(NEVER_MILLIS);
    }
    try (Topics topics = Topics.make(run.options())) {
      try (Loader loader = new Loader(topics, run.options(), run.feed())) {
        loader.fill();
      }
      Job job = jet.newJob(pipeline(topics, run), config);
      while (!run.ending()) {
        requireRunning(job);
        Thread.sleep(LOOK_MILLIS);
      }
      awaitQuiet(run);
      // With a last snapshot: what has been written is committed, or at least sent.
      job.suspend();
      while (job.getStatus() != JobStatus.SUSPENDED) {
        requireRunning(job);
        Thread.sleep(LOOK_MILLIS);
      }
      job.cancel();
      topics.fault(run.given()).ifPresent(run::spoil);
      topics.count(run.newTally());
    }
  }

  private static void requireRunning(Job job) {
    if (job.getStatus().isTerminal()) {
      job.join();
      throw new IllegalStateException("the job has ended by itself");
    }
  }

  /** Nothing is taken from the topic any more: returns when what was taken has been handled. */
  private static void awaitQuiet(PeerRun run) throws InterruptedException {
    long last = run.records();
    for (long since = System.nanoTime(); System.nanoTime() - since < QUIET_NANOS; ) {
      Thread.sleep(LOOK_MILLIS);
      long now = run.records();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
    }
  }

  private static Pipeline pipeline(Topics topics, PeerRun run) {
    int parallelism = run.parallelism();
    Pipeline pipeline = Pipeline.create();
    StreamStage<Object> records =
        pipeline.readFrom(source(topics)).withoutTimestamps().setLocalParallelism(parallelism);
    PipelineGraph.alerts(records, parallelism)
        .writeTo(sink(topics, run.options().rounds > 0))
        .setLocalParallelism(parallelism);
    return pipeline;
  }

  private static StreamSource<Object> source(Topics topics) {
    Properties settings = new Properties();
    settings.putAll(Topics.READING);
    settings.put("bootstrap.servers", topics.address());
    settings.put("group.id", topics.id());
    settings.put("auto.offset.reset", "earliest");
    settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
    settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return KafkaSources.<byte[], byte[], Object>kafka(settings, TopicRun::trade, topics.trades());
  }

  /** A record that comes too late is none. */
  private static @Nullable Object trade(ConsumerRecord<byte[], byte[]> record) {
    PeerRun run = PeerRun.current();
    if (run.ending()) {
      return null;
    }
    run.ends(record.partition(), record.offset() + 1);
    TopicBytes.Quote quote = TopicBytes.quote(record.value());
    return new Trade(TopicBytes.text(record.key()), quote.price(), quote.ts());
  }

  private static Sink<Alert> sink(Topics topics, boolean exactlyOnce) {
    Properties settings = new Properties();
    settings.putAll(Topics.WRITING);
    settings.put("linger.ms", "100");
    settings.put("bootstrap.servers", topics.address());
    settings.put("key.serializer", ByteArraySerializer.class.getName());
    settings.put("value.serializer", ByteArraySerializer.class.getName());
    String topic = topics.alerts();
    return KafkaSinks.<Alert>kafka(settings)
        .toRecordFn(
            alert ->
                new ProducerRecord<>(topic, TopicBytes.of(alert.symbol()), TopicBytes.of(alert)))
        .exactlyOnce(exactlyOnce)
        .build();
  }
}

package dev.potoroo.internal.runtime;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers on a real node, over rollbacks and restarts. */
@Timeout(120)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class TimersTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  /**
   * Each record is {@code key command}: {@code +5} sets the timer {@code clock} to 5 ms after,
   * {@code @5} the timer {@code event} to event time 5, {@code -clock} cancels, {@code x} clears.
   */
  private static final Step<String, Integer, String> TIMED =
      Step.named("timed")
          .in(String.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .on(
              String.class,
              (n, line, ctx) -> {
                String command = line.split(" ")[1];
                return switch (command.charAt(0)) {
                  case '+' ->
                      ctx.become(n + 1)
                          .timer("clock", ofMillis(Long.parseLong(command.substring(1))));
                  case '@' ->
                      ctx.keep()
                          .eventTimerAt(
                              "event", Instant.ofEpochMilli(Long.parseLong(command.substring(1))));
                  case '-' -> ctx.keep().cancelTimer(command.substring(1));
                  default -> ctx.clear();
                };
              })
          .onTimer("clock", (n, ctx) -> ctx.become(0).emit(ctx.key() + " clock " + n))
          .onTimer("event", (n, ctx) -> ctx.keep().emit(ctx.key() + " event"));

  private static final Step<String, Integer, String> AGING =
      Step.named("aging")
          .in(String.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .on(String.class, (n, line, ctx) -> ctx.become(n + 1))
          .ttl(ofMillis(300))
          .onExpire((n, ctx) -> ctx.clear().emit(ctx.key() + " gone after " + n));

  private PipelineService start(Step<String, ?, String> step, Map<String, ?> settings) {
    return start(Source.named("lines", Codec.lines()).from(in), step, settings);
  }

  private PipelineService start(
      Source<String> source, Step<String, ?, String> step, Map<String, ?> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("potoroo.data-dir", data.toString());
    all.putIfAbsent("potoroo.rounds.interval", "20ms");
    all.put("potoroo.rounds.max-rollbacks", 1000);
    all.put("pekko.cluster.jmx.multi-mbeans-in-same-jvm", true);
    Config config =
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve();
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(source)
                .keyBy(line -> line.substring(0, line.indexOf(' ')))
                .step(step.dense(dense))
                .to(Sink.named("out", Codec.lines()).into(out));
          }

          @Override
          public String name() {
            return "timers";
          }
        };
    return PipelineService.start(pipeline, config);
  }

  /** The number after {@code @} is the time of the record too, when it has one. */
  private Source<String> withTime(Watermark watermark) {
    return Source.named("lines", Codec.lines())
        .from(in)
        .eventTime(
            line -> Instant.ofEpochMilli(Long.parseLong(line.substring(line.indexOf(':') + 1))),
            watermark);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Map<String, Integer> outputs() {
    Map<String, Integer> outputs = new TreeMap<>();
    out.texts().forEach(line -> outputs.merge(line, 1, Integer::sum));
    return outputs;
  }

  @SuppressWarnings("unchecked")
  private static void breakGeneration(PipelineService service) {
    long generation = get(service.rounds()).generation();
    ((ActorSystem<NodeMessage>) service.system())
        .tell(new NodeMessage.Broken(generation, "a test"));
    await().until(() -> get(service.rounds()).generation() > generation);
  }

  @Test
  void aTimerIsSetReplacedAndCancelled() {
    try (PipelineService service = start(TIMED, Map.of())) {
      in.send("a +1", "b +3600000", "b +1", "c +1000", "c -clock", "d +1000", "d x", "e +1500");
      await().until(() -> out.size() == 3);
      assertThat(outputs()).containsOnlyKeys("a clock 1", "b clock 2", "e clock 1");
      assertThat(get(service.entity("timed", "d"))).isEmpty();
    }
  }

  @Test
  void aTimerFiresAlsoWithoutAStore() {
    try (PipelineService service = start(TIMED, Map.of("potoroo.store.type", "memory"))) {
      in.send("a +1", "b +200");
      await().until(() -> out.size() == 2);
      assertThat(get(service.status()).nodes()).hasSize(1);
    }
  }

  @Test
  void timersFireExactlyOnceOverRollbacksAndRestarts() {
    int keys = 4000;
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      lines.add("k" + i + " +" + random.nextInt(3000));
    }
    for (int part = 0; part < 4; part++) {
      try (PipelineService service =
          start(
              TIMED,
              Map.of(
                  "potoroo.timers.read-ahead", 50,
                  "potoroo.timers.per-turn", 7,
                  "potoroo.shards", 5 + 20 * part))) {
        long before = get(service.rounds()).committedRound();
        lines.subList(part * keys / 4, (part + 1) * keys / 4).forEach(in::send);
        await().until(() -> get(service.rounds()).committedRound() > before + 1);
        for (int i = 0; i < 3; i++) {
          breakGeneration(service);
        }
      }
    }
    try (PipelineService service = start(TIMED, Map.of())) {
      await().atMost(ofMinutes(1)).until(() -> out.size() >= keys);
      assertThat(get(service.rounds()).durable()).isTrue();
    }
    assertThat(outputs()).hasSize(keys).allSatisfy((line, times) -> assertThat(times).isOne());
  }

  @Test
  void manyTimersThatAreDueAfterAStopDoNotHoldUpRecords() {
    int keys = 20_000;
    try (PipelineService service =
        start(TIMED, Map.of("potoroo.timers.tick", "1m", "potoroo.rounds.interval", "1h"))) {
      IntStream.range(0, keys).forEach(i -> in.send("k" + i + " +" + (3000 + i % 100)));
      await().until(() -> get(service.entity("timed", "k" + (keys - 1))).isPresent());
    }
    assertThat(out.size()).as("fired before").isLessThan(keys);
    long due = System.currentTimeMillis() + 3100;
    await().until(() -> System.currentTimeMillis() > due);
    try (PipelineService service = start(TIMED, Map.of("potoroo.timers.per-turn", 20))) {
      in.send("now +0");
      await().atMost(ofMinutes(1)).until(() -> outputs().containsKey("now clock 1"));
      await().atMost(ofMinutes(1)).until(() -> out.size() == keys + 1);
      assertThat(get(service.entity("timed", "k7")).orElseThrow().state().asInt()).isZero();
    }
  }

  @Test
  void objectsThatAreNotInMemoryWake() {
    int keys = 6000;
    try (PipelineService service = start(TIMED, Map.of("potoroo.max-live-objects", 1000))) {
      IntStream.range(0, keys).forEach(i -> in.send("k" + i + " +" + (500 + i % 1000)));
      await().atMost(ofMinutes(1)).until(() -> out.size() == keys);
      assertThat(outputs()).hasSize(keys);
      await().until(() -> get(service.status()).nodes().get(0).objects() <= 2000);
    }
  }

  @Test
  void eventTimeFollowsTheRecords() {
    Source<String> source = withTime(Watermark.outOfOrder(ofMillis(10)));
    try (PipelineService service = start(source, TIMED, Map.of())) {
      in.send("a @100 at:95", "b @120 at:105");
      await().until(() -> get(service.entity("timed", "b")).isPresent());
      in.send("c @500 at:110");
      await().until(() -> out.size() == 1);
      assertThat(outputs()).containsOnlyKeys("a event");
      Instant reached = Instant.ofEpochMilli(100);
      await().until(() -> reached.equals(get(service.rounds()).eventTime()));
      breakGeneration(service);
      in.send("c @140 at:131");
      await().until(() -> out.size() == 2);
      assertThat(outputs()).containsOnlyKeys("a event", "b event");
    }
    // Event time goes on from where it was; the end of all input is the end of time.
    in.send("d @121 at:1");
    try (PipelineService service = start(source, TIMED, Map.of())) {
      await().until(() -> out.size() == 3);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).containsOnlyKeys("a event", "b event", "d event", "c event");
  }

  @Test
  void theEndOfInputFiresAllTimersByEventTime() {
    int keys = 5000;
    Source<String> source = withTime(Watermark.monotonic());
    IntStream.range(0, keys).forEach(i -> in.send("k" + i + " @" + (i + 1000) + " at:" + i));
    in.end();
    long began = System.nanoTime();
    try (PipelineService service =
        start(
            source,
            TIMED,
            Map.of("potoroo.timers.per-turn", 100, "potoroo.rounds.interval", "10m"))) {
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).hasSize(keys).allSatisfy((line, times) -> assertThat(times).isOne());
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ofMinutes(5));
  }

  @Test
  void aPartitionThatEventTimeDoesNotWaitForIsTold() {
    Source<String> source = withTime(Watermark.monotonic().idleAfter(ofMillis(50)));
    try (PipelineService service = start(source, TIMED, Map.of())) {
      in.send("a @100 at:95");
      await().until(() -> get(service.status()).sources().get(0).idlePartitions().size() == 1);
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
      assertThat(get(service.status()).sources().get(0).idlePartitions()).isEmpty();
    }
  }

  @Test
  void eventTimeNeedsRounds() {
    assertThatThrownBy(
            () ->
                start(
                    withTime(Watermark.monotonic()), TIMED, Map.of("potoroo.store.type", "memory")))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("POTOROO-2009")
        .hasMessageContaining("[rocksdb]");
  }

  private void awaitEventTime(PipelineService service, long millis) {
    Instant reached = Instant.ofEpochMilli(millis);
    await().until(() -> reached.equals(get(service.rounds()).eventTime()));
  }

  @Test
  void objectsAgeByEventTime() {
    Source<String> source = withTime(Watermark.monotonic());
    Step<String, ?, String> step = AGING.ttlByEventTime(ofMillis(100));
    try (PipelineService service = start(source, step, Map.of())) {
      in.send("a x at:1000", "b x at:1000");
      awaitEventTime(service, 1000);
      in.send("b x at:1080");
      awaitEventTime(service, 1080);
      // Touched when event time is 1080, so it is old at 1180.
      in.send("b x at:1080");
      await().until(() -> get(service.entity("aging", "b")).orElseThrow().version() == 3);
      in.send("c x at:1150");
      awaitEventTime(service, 1150);
      await().until(() -> get(service.entity("aging", "a")).isEmpty());
      breakGeneration(service);
      assertThat(get(service.entity("aging", "b"))).isPresent();
    }
    try (PipelineService service = start(source, step, Map.of())) {
      in.send("c x at:1200");
      await().until(() -> get(service.entity("aging", "b")).isEmpty());
      in.end();
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs())
        .isEqualTo(Map.of("a gone after 1", 1, "b gone after 3", 1, "c gone after 2", 1));
  }

  @Test
  void objectsThatNothingTouchesVanish() {
    try (PipelineService service = start(AGING, Map.of())) {
      in.send("a x", "b x");
      await().until(() -> get(service.entity("aging", "a")).isPresent());
      await().until(() -> get(service.entity("aging", "a")).isEmpty());
      await()
          .until(
              () ->
                  get(service.entities("aging", "", 10, java.util.Optional.empty()))
                      .items()
                      .isEmpty());
      in.send("a x");
      await()
          .until(() -> get(service.entity("aging", "a")).filter(a -> a.version() == 1).isPresent());
    }
    // What has aged while the pipeline was stopped goes when it is started.
    try (PipelineService service = start(AGING, Map.of())) {
      await().until(() -> get(service.entity("aging", "a")).isEmpty());
    }
    assertThat(outputs()).isEqualTo(Map.of("a gone after 1", 2, "b gone after 1", 1));
  }
}

package dev.potoroo.internal.runtime;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Masked;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.internal.runtime.WindowsRecoveryTest.Event;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.PendingTimer;
import dev.potoroo.status.WindowStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers and windows of an object as people see them, in memory and in the store. */
@Timeout(240)
@ParameterizedClass(name = "dense = {0}")
@ValueSource(booleans = {false, true})
class ShownTimeTest {
  @Parameter boolean dense;
  @TempDir Path data;

  private final MemorySource in = MemorySource.create();

  record Sum(long count, @Masked String secret) {}

  private static final Aggregate<Event, Sum, Long> COUNT =
      Aggregate.of(Event.class)
          .into(Sum.class, () -> new Sum(0, "s"))
          .add((sum, event) -> new Sum(sum.count() + 1, sum.secret()))
          .merge((a, b) -> new Sum(a.count() + b.count(), a.secret()))
          .result(Sum::count);

  private Step<Event, Long, Void> timed() {
    return Step.named("timed")
        .in(Event.class)
        .state(Long.class, () -> 0L)
        .out(Void.class)
        .on(
            Event.class,
            (n, event, ctx) ->
                ctx.become(n + 1)
                    .timer("later", ofHours(1))
                    .eventTimerAt("soon", Instant.ofEpochMilli(500_000))
                    .eventTimerAt("never", Instant.MAX))
        .onTimer("later", (n, ctx) -> ctx.keep())
        .onTimer("soon", (n, ctx) -> ctx.keep())
        .onTimer("never", (n, ctx) -> ctx.keep())
        .ttl(ofHours(2))
        .dense(dense);
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        KeyedStream<Event> events =
            flow.from(
                    Source.named("events", Codec.lines())
                        .from(in)
                        .eventTime(
                            line -> Event.parse(line).time(), Watermark.outOfOrder(ofMillis(40))))
                .map(Event::parse)
                .keyBy(Event::key);
        events.step(timed());
        events
            .window(
                "sliding",
                Window.sliding(ofMillis(30), ofMillis(1)).lateness(ofMillis(10)),
                Event::time,
                COUNT)
            .map(Windowed::toString)
            .to(Sink.named("out", Codec.lines()).into(MemorySink.create()));
      }

      @Override
      public String name() {
        return "time";
      }
    };
  }

  private PipelineService start() {
    Map<String, ?> all =
        Map.of(
            "potoroo.data-dir",
            data.toString(),
            "potoroo.rounds.interval",
            "20ms",
            "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
            true);
    return PipelineService.start(
        pipeline(),
        ConfigFactory.parseMap(all).withFallback(ConfigFactory.defaultReference()).resolve());
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static EntityStatus entity(PipelineService service, String step) {
    return await()
        .atMost(ofMinutes(1))
        .until(() -> get(service.entity(step, "a")), Optional::isPresent)
        .orElseThrow();
  }

  /** Timers are to the millisecond, and never early. */
  private static Instant after(EntityStatus timed, int hours) {
    return Instant.ofEpochMilli(ObjectTimers.millis(timed.lastTouched().plus(ofHours(hours))));
  }

  private static void check(EntityStatus timed, EntityStatus sliding, boolean live) {
    assertThat(timed.live()).isEqualTo(live);
    assertThat(timed.timers())
        .extracting(PendingTimer::name)
        .containsExactly("soon", "later", ".ttl", "never");
    assertThat(timed.timers())
        .extracting(PendingTimer::domain)
        .containsExactly("event", "processing", "processing", "event");
    assertThat(timed.timers())
        .extracting(PendingTimer::due)
        .containsExactly(Instant.ofEpochMilli(500_000), after(timed, 1), after(timed, 2), null);
    assertThat(timed.windows()).isEmpty();
    assertThat(timed.moreWindows()).isFalse();

    assertThat(sliding.live()).isEqualTo(live);
    assertThat(sliding.timers())
        .containsExactly(new PendingTimer("window", "event", Instant.ofEpochMilli(1_001)));
    assertThat(sliding.moreWindows()).isTrue();
    assertThat(sliding.windows()).hasSize(20);
    WindowStatus first = sliding.windows().get(0);
    assertThat(first.start()).isEqualTo(Instant.ofEpochMilli(971));
    assertThat(first.end()).isEqualTo(Instant.ofEpochMilli(1_001));
    assertThat(first.records()).isEqualTo(1);
    assertThat(first.over()).isFalse();
    assertThat(first.gathered()).hasToString("{\"count\":1,\"secret\":\"***\"}");
    assertThat(sliding.windows().get(10).records()).isEqualTo(2);
  }

  @Test
  void showsTimersAndWindowsOfWhatIsInMemoryAndOfWhatIsNot() {
    in.send("a 1000", "a 1010");
    try (PipelineService service = start()) {
      await().atMost(ofMinutes(1)).until(() -> entity(service, "sliding").version() == 2);
      await().atMost(ofMinutes(1)).until(() -> entity(service, "timed").version() == 2);
      check(entity(service, "timed"), entity(service, "sliding"), true);
    }
    try (PipelineService service = start()) {
      check(entity(service, "timed"), entity(service, "sliding"), false);
    }
  }
}

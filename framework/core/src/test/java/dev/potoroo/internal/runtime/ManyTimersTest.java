package dev.potoroo.internal.runtime;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.generator.GeneratorSource;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.internal.config.Bindings;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.internal.round.Completion;
import dev.potoroo.internal.topology.Topology;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many timers that have become due while the pipeline was stopped, of objects that are not in
 * memory. {@code -Dtest.timers} says how many.
 */
@Timeout(3600)
class ManyTimersTest {
  private static final int TIMERS = Integer.getInteger("test.timers", 10_000);
  private static final int LIVE = TIMERS / 10;
  private static final int QUESTIONS = 10;
  private static final int PER_TURN = 50;
  private static final int WINDOW = 1000;

  /** Coprime with all round numbers: timers are set in another order than that of their times. */
  private static final long MIXING = 7919;

  @TempDir Path data;
  private final Instant first = Clock.systemUTC().instant().plus(ofDays(1));
  private final AtomicLong fired = new AtomicLong();
  private final List<Long> answered = new CopyOnWriteArrayList<>();
  private final List<NodeRuntime> started = new ArrayList<>();
  private final AtomicLong farBehind = new AtomicLong();
  private long latest;

  private static long afterFirst(long number) {
    return number * MIXING % TIMERS;
  }

  /** A number sets the timer of its object; one below zero is a question, which is answered. */
  private final Step<Long, Long, Void> step =
      Step.named("timed")
          .in(Long.class)
          .state(Long.class, () -> 0L)
          .out(Void.class)
          .on(
              Long.class,
              (n, number, ctx) -> {
                if (number < 0) {
                  answered.add(fired.get());
                  return ctx.keep();
                }
                return ctx.become(number).timerAt("due", first.plusMillis(afterFirst(number)));
              })
          .onTimer(
              "due",
              (number, ctx) -> {
                long at = afterFirst(number);
                latest = Math.max(latest, at);
                if (latest - at > WINDOW + PER_TURN) {
                  farBehind.incrementAndGet();
                }
                fired.incrementAndGet();
                if (answered.size() < QUESTIONS) {
                  // On few processors others have to come to ask.
                  LockSupport.parkNanos(1000);
                }
                return ctx.clear();
              });

  private NodeRuntime start(MemorySource questions, Clock clock, Map<String, ?> settings) {
    Pipeline pipeline =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.<Long>merge(
                    flow.from(
                        Source.named("numbers", Codec.json(Long.class))
                            .from(GeneratorSource.of((i, random) -> i).count(TIMERS))),
                    flow.from(Source.named("questions", Codec.json(Long.class)).from(questions)))
                .keyBy(Object::toString)
                .step(step);
          }

          @Override
          public String name() {
            return "many-timers";
          }
        };
    Config config =
        ConfigFactory.parseMap(settings)
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        "potoroo.data-dir",
                        data.toString(),
                        "potoroo.lanes",
                        1,
                        "potoroo.window",
                        WINDOW,
                        "potoroo.max-live-objects",
                        LIVE,
                        "potoroo.rounds.interval",
                        "100ms",
                        "pekko.cluster.jmx.multi-mbeans-in-same-jvm",
                        true)))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    Topology topology = Topology.of(pipeline);
    NodeRuntime runtime =
        NodeRuntime.start(
            topology,
            PipelineSettings.of(config),
            Bindings.resolve(topology, config),
            config,
            clock);
    started.add(runtime);
    return runtime;
  }

  @AfterEach
  void stop() {
    started.forEach(NodeRuntime::terminate);
  }

  private static void awaitEnd(NodeRuntime runtime) {
    assertThat(runtime.completed().toCompletableFuture().join().kind())
        .isEqualTo(Completion.Kind.ENDED);
    runtime.terminate();
  }

  private static long objects(NodeRuntime runtime) {
    return runtime.metrics().steps().get(0).objects();
  }

  @Test
  void thatAreDueAfterALongStopFireInOrderWhileRecordsAreAnswered() {
    MemorySource none = MemorySource.create();
    NodeRuntime before = start(none, Clock.systemUTC(), Map.of());
    await()
        .atMost(ofMinutes(30))
        .until(
            () -> before.metrics().steps().get(0).records() == TIMERS && objects(before) <= LIVE);
    none.end();
    awaitEnd(before);
    assertThat(fired).hasValue(0);

    MemorySource questions = MemorySource.create();
    Clock later = Clock.offset(Clock.systemUTC(), ofDays(2));
    NodeRuntime after = start(questions, later, Map.of("potoroo.timers.per-turn", PER_TURN));
    for (long i = 1; i <= QUESTIONS; i++) {
      questions.send(Long.toString(-i));
      int answers = (int) i;
      await()
          .atMost(ofMinutes(2))
          .pollDelay(ZERO)
          .pollInterval(ofMillis(1))
          .until(() -> answered.size() == answers);
      long firedBefore = answered.get(answers - 1);
      assertThat(firedBefore).as("timers fired before question %s", i).isLessThan(TIMERS);
    }
    await().atMost(ofMinutes(30)).until(() -> fired.get() == TIMERS);
    questions.end();
    awaitEnd(after);
    assertThat(fired).hasValue(TIMERS);
    // The window bounds how many others are on their way. An object whose actor, or whose shard, is
    // slow to start may be overtaken by more than these, but such are few.
    assertThat(farBehind.get())
        .as("timers that more than a window of later ones have overtaken")
        .isLessThan(TIMERS / 50);
  }
}

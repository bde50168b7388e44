package dev.potoroo.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random small pipelines end only when everything is processed, and then with exact counts. {@code
 * -Dtest.seed} runs one of them again.
 */
class QuiescenceTest {
  private static final int RUNS = Integer.getInteger("test.runs", 20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Each failure costs a wait before the retry, so that not every fifth call of a run may fail. */
  private static final int CALLS_THAT_MAY_FAIL = 200;

  @TempDir Path data;

  static Stream<Long> seeds() {
    Long given = Long.getLong("test.seed");
    Random random = new Random();
    return given != null ? Stream.of(given) : Stream.generate(random::nextLong).limit(RUNS);
  }

  /** What a step does with a number, so that an oracle can do it too. */
  private record StepPlan(int fanOut, int keys, int drop, boolean flaky, boolean clears) {
    List<Long> apply(long n) {
      return n % drop == 0 ? List.of() : Collections.nCopies(fanOut, n * 31 + fanOut);
    }
  }

  private record Plan(
      int records, int window, int batch, int lanes, int shards, List<StepPlan> steps) {
    static Plan of(Random random) {
      int window = 1 + (int) Math.pow(1000, random.nextDouble());
      List<StepPlan> steps = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        steps.add(
            new StepPlan(
                random.nextInt(5),
                1 + random.nextInt(200),
                2 + random.nextInt(9),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0));
      }
      return new Plan(
          1 + random.nextInt(3000),
          window,
          1 + random.nextInt(window),
          1 + random.nextInt(4),
          1 + random.nextInt(64),
          steps);
    }

    List<Long> results() {
      Stream<Long> all = Stream.iterate(0L, n -> n + 1).limit(records);
      for (StepPlan step : steps) {
        all = all.flatMap(n -> step.apply(n).stream());
      }
      return all.sorted().toList();
    }
  }

  private static Step<Long, Long, Long> step(int index, StepPlan plan, AtomicLong calls) {
    return Step.named("step-" + index)
        .in(Long.class)
        .state(Long.class, () -> 0L)
        .out(Long.class)
        .on(
            Long.class,
            (seen, n, ctx) -> {
              long call = calls.incrementAndGet();
              if (plan.flaky() && call <= CALLS_THAT_MAY_FAIL && call % 5 == 0) {
                throw new IllegalStateException("try again");
              }
              return (plan.clears() && n % 3 == 0 ? ctx.clear() : ctx.become(seen + 1))
                  .emitAll(plan.apply(n));
            })
        .onError(ErrorPolicy.retry(100, Duration.ofMillis(1)).thenStop());
  }

  private static void define(Flow flow, Plan plan, MemorySource in, MemorySink out) {
    KeyedStream<Long> keyed =
        flow.from(Source.named("in", Codec.json(Long.class)).from(in))
            .keyBy(n -> "k" + n % plan.steps().get(0).keys());
    for (int i = 0; i < plan.steps().size(); i++) {
      var stream = keyed.step(step(i, plan.steps().get(i), new AtomicLong()));
      if (i + 1 == plan.steps().size()) {
        stream.to(Sink.named("out", Codec.json(Long.class)).into(out));
        return;
      }
      int keys = plan.steps().get(i + 1).keys();
      keyed = stream.keyBy(n -> "k" + n % keys);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRunEndsWithWhatTheOracleSays(long seed) {
    Plan plan = Plan.of(new Random(seed));
    MemorySource in = MemorySource.create();
    MemorySink out = MemorySink.create();
    for (long n = 0; n < plan.records(); n++) {
      in.send(Long.toString(n));
    }
    in.end();
    Pipeline pipeline = TestNodes.named("quiescence", flow -> define(flow, plan, in, out));
    Map<String, Object> settings =
        Map.of(
            "potoroo.window", plan.window(),
            "potoroo.batch", plan.batch(),
            "potoroo.lanes", plan.lanes(),
            "potoroo.shards", plan.shards());
    try (PipelineService service = TestNodes.start(pipeline, data, settings)) {
      assertThat(service.outcome())
          .as("seed %s: %s", seed, plan)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new Outcome(Outcome.Kind.ENDED, Optional.empty()));
      assertThat(out.texts().stream().map(Long::valueOf).sorted().toList())
          .as("seed %s: %s", seed, plan)
          .isEqualTo(plan.results());
      assertThat(service.status().toCompletableFuture().join().inFlight()).isZero();
    }
  }
}

package dev.potoroo.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.status.PipelineStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that are combined by readers and by lanes, on real nodes. */
@Timeout(120)
class CombineTest {
  private static final int RECORDS = 20_000;

  @TempDir Path data;

  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  private final Step<String, Long, String> each =
      Step.named("each")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (n, word, ctx) -> ctx.become(n + 1).emit(word));

  /** Words are counted by themselves, and all together behind a step. */
  private Pipeline counting() {
    Aggregate<String, Long, Long> count = Aggregate.count(String.class);
    Sink<String> counted = Sink.named("counted", Codec.lines()).into(out);
    return TestNodes.named(
        "counting",
        flow -> {
          DataStream<String> words = flow.from(Source.named("words", Codec.lines()).from(in));
          words
              .keyBy(word -> word)
              .combineLocally(count)
              .aggregate("counts")
              .map(one -> one.key() + " => " + one.value())
              .to(counted);
          words
              .keyBy(word -> word)
              .step(each)
              .collect()
              .combineLocally(count)
              .aggregate("all")
              .map(one -> one.key() + " => " + one.value())
              .to(counted);
        });
  }

  private void sendAll() {
    in.send(IntStream.range(0, RECORDS).mapToObj(i -> "w" + i % 4).toArray(String[]::new));
  }

  private static long records(List<PipelineStatus.StepStatus> steps, String name) {
    return steps.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .records();
  }

  @Test
  void theResultIsTheSameWithAFractionOfTheMessages() {
    sendAll();
    try (PipelineService service = TestNodes.start(counting(), data, Map.of())) {
      await().until(() -> out.texts().contains("all => " + RECORDS));
      assertThat(out.texts())
          .contains(
              IntStream.range(0, 4)
                  .mapToObj(i -> "w" + i + " => " + RECORDS / 4)
                  .toArray(String[]::new));
      List<PipelineStatus.StepStatus> steps = service.status().toCompletableFuture().join().steps();
      assertThat(records(steps, "each")).isEqualTo(RECORDS);
      assertThat(records(steps, "counts")).isLessThan(RECORDS / 10);
      assertThat(records(steps, "all")).isLessThan(RECORDS / 10);
    }
  }

  /** Nobody ends a round here, so that nothing but its age brings out what is combined. */
  @Test
  void whatIsCombinedDoesNotWaitForTheRound() {
    Map<String, Object> settings = Map.of("potoroo.store.type", "memory");
    try (PipelineService service = TestNodes.start(counting(), data, settings)) {
      sendAll();
      await().until(() -> out.texts().contains("all => " + RECORDS));
    }
  }

  @Test
  void theEndOfTheRoundDoesNotWaitForTheAge() {
    sendAll();
    in.end();
    Map<String, Object> settings =
        Map.of("potoroo.combine.age", "1m", "potoroo.rounds.interval", "50ms");
    try (PipelineService service = TestNodes.start(counting(), data, settings)) {
      Outcome outcome = service.outcome().toCompletableFuture().join();
      assertThat(outcome.kind()).as("%s", outcome).isEqualTo(Outcome.Kind.ENDED);
      assertThat(out.texts()).contains("all => " + RECORDS, "w3 => " + RECORDS / 4);
    }
  }

  @Test
  void severalNodesCombineEachForItself() {
    List<PipelineService> nodes = TestNodes.cluster(2, counting(), data, Map.of());
    sendAll();
    in.end();
    assertThat(TestNodes.outcomes(nodes)).containsOnly(Outcome.Kind.ENDED);
    assertThat(out.texts()).contains("all => " + RECORDS, "w3 => " + RECORDS / 4);
  }
}

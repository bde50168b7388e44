package dev.potoroo.internal.runtime;

import static dev.potoroo.ErrorPolicy.quarantineKey;
import static dev.potoroo.ErrorPolicy.retry;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Step;
import dev.potoroo.service.Outcome;
import dev.potoroo.service.PipelineService;
import dev.potoroo.status.EntityStatus;
import dev.potoroo.status.RepairResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Why a key is parked, or is not. */
class QuarantineCausesTest extends QuarantineFixture {
  @Test
  void aRecordThatWaitsToBeTriedAgainHoldsUpNeitherRoundNorOtherKeys() {
    AtomicBoolean away = new AtomicBoolean(true);
    AtomicInteger tries = new AtomicInteger();
    Step<String, Long, String> step =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  if (ctx.key().equals("a") && away.get()) {
                    tries.incrementAndGet();
                    throw new IllegalStateException("away");
                  }
                  long next = 31 * sum + number(line);
                  return ctx.become(next).emit(ctx.key() + " " + next);
                })
            .onError(retry(1000, ofMillis(5)).thenStop());
    List<String> lines = new ArrayList<>();
    try (PipelineService service =
        start(pipeline(step), Map.of("potoroo.window", 100, "potoroo.batch", 50))) {
      for (int i = 0; i < 5000; i++) {
        lines.add((i % 2 == 0 ? "a " : "b ") + i);
      }
      lines.forEach(in::send);
      await().until(() -> out.size() == 2500);
      long round = get(service.rounds()).committedRound();
      lines.add("b 1");
      in.send("b 1");
      await().until(() -> get(service.rounds()).committedRound() > round);
      rollBack(service);
      int before = tries.get();
      await().until(() -> tries.get() > before);
    }
    try (PipelineService service = start(pipeline(step), Map.of())) {
      int before = tries.get();
      await().until(() -> tries.get() > before);
      in.end();
      away.set(false);
      assertThat(get(service.outcome()).kind()).isEqualTo(Outcome.Kind.ENDED);
    }
    assertThat(outputs()).isEqualTo(expected(lines));
  }

  @Test
  void aStateThatCannotBeDecodedParksItsKeyAndIsNotOverwritten() {
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      in.send("a 1", "b 2");
      await().until(() -> out.size() == 2);
    }
    Step<String, String, String> picky =
        Step.named("sum")
            .in(String.class)
            .state(
                Codec.of(
                        bytes -> {
                          String text = new String(bytes);
                          if (text.equals("1")) {
                            throw new IllegalArgumentException("not with me");
                          }
                          return text;
                        },
                        String::getBytes)
                    .asText(),
                () -> "0")
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  long next = 31 * Long.parseLong(sum) + number(line);
                  return ctx.become("" + next).emit(ctx.key() + " " + next);
                });
    try (PipelineService service = start(pipeline(picky), Map.of())) {
      in.send("a 3", "b 4", "a 5");
      await().until(() -> quarantined(service, "a").filter(a -> a.held() == 2).isPresent());
      assertThat(quarantined(service, "a").orElseThrow().reason()).isEqualTo("state");
      await().until(() -> out.size() == 3);
      rollBack(service);
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      await().until(() -> quarantined(service).equals(List.of("a")));
      in.send("b 6");
      await().until(() -> out.size() == 4);
    }
    try (PipelineService service = start(pipeline(summing(quarantineKey())), Map.of())) {
      assertThat(release(service, "a").outcome()).isEqualTo(RepairResult.Outcome.DONE);
      in.end();
      get(service.outcome());
    }
    assertThat(outputs()).isEqualTo(expected(List.of("a 1", "b 2", "a 3", "b 4", "b 6", "a 5")));
  }

  @Test
  void aStackThatOverflowsParksTheKey() {
    Step<String, Long, String> deep =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(String.class, (sum, line, ctx) -> ctx.become(depth(number(line))));
    try (PipelineService service = start(pipeline(deep), Map.of())) {
      in.send("a 1", "b 1000000000", "a 2");
      await().until(() -> quarantined(service).equals(List.of("b")));
      EntityStatus a = get(service.entity("sum", "a")).orElseThrow();
      assertThat(a.state().asLong()).isEqualTo(2);
    }
  }

  @Test
  void afterRunningOutOfMemoryTheNodeEnds() {
    Step<String, Long, String> greedy =
        Step.named("sum")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (sum, line, ctx) -> {
                  throw new OutOfMemoryError("as if");
                });
    try (PipelineService service = start(pipeline(greedy), Map.of())) {
      in.send("a 1");
      assertThat(get(service.outcome()).failure().orElseThrow())
          .hasMessageContaining("POTOROO-3017")
          .hasMessageContaining("-Xmx");
    }
  }

  /** A state that is too much for the thread that writes it. */
  record Greedy(long sum) {
    @Override
    public long sum() {
      if (sum > 0) {
        throw new OutOfMemoryError("as if");
      }
      return sum;
    }
  }

  @Test
  void afterRunningOutOfMemoryWhileItWritesTheNodeEnds() {
    Step<String, Greedy, String> greedy =
        Step.named("sum")
            .in(String.class)
            .state(Greedy.class, () -> new Greedy(0))
            .out(String.class)
            .on(String.class, (sum, line, ctx) -> ctx.become(new Greedy(1)));
    try (PipelineService service = start(pipeline(greedy), Map.of())) {
      in.send("a 1");
      assertThat(get(service.outcome()).failure().orElseThrow())
          .hasMessageContaining("POTOROO-3017")
          .hasMessageContaining("store-write");
    }
  }

  private static long depth(int left) {
    return left == 0 ? 0 : 1 + depth(left - 1);
  }
}

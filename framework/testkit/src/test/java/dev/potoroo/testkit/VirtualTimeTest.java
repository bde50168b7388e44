package dev.potoroo.testkit;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.KeyedStream;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What depends on time, in a {@link PipelineTest}. */
class VirtualTimeTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  record Event(String key, int value, Instant at) {}

  /** An event of key {@code k}, so many seconds after the start. */
  private static Event event(int value, double seconds) {
    return new Event("k", value, START.plusMillis((long) (seconds * 1000)));
  }

  /** A pipeline with a source {@code in}, 10 s out of order, whose lines come to {@code out}. */
  private static PipelineTest test(
      java.util.function.Function<KeyedStream<Event>, DataStream<String>> what) {
    return PipelineTest.of(
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            var in =
                flow.from(
                    Source.named("in", Codec.json(Event.class))
                        .eventTime(Event::at, Watermark.outOfOrder(ofSeconds(10))));
            what.apply(in.keyBy(Event::key)).to(Sink.named("out", Codec.lines()));
          }

          @Override
          public String name() {
            return "timed";
          }
        });
  }

  private static PipelineTest windows(Window window) {
    return test(
        in ->
            in.window("w", window, Event::at, Aggregate.sum(Event.class, Event::value))
                .map(
                    one ->
                        Duration.between(START, one.start()).toSeconds()
                            + "-"
                            + Duration.between(START, one.end()).toSeconds()
                            + " "
                            + one.value()));
  }

  private static List<String> out(PipelineTest test) {
    return test.take("out", String.class);
  }

  private static final Step<Event, Integer, String> REMINDER =
      Step.named("reminder")
          .in(Event.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .on(
              Event.class,
              (sum, event, ctx) -> {
                var next = ctx.become(sum + event.value());
                return switch (event.value()) {
                  case 0 -> next.cancelTimer("soon");
                  case 1 -> next.timer("soon", ofMinutes(5));
                  default -> next.eventTimerAt("late", event.at().plusSeconds(60));
                };
              })
          .onTimer("soon", (sum, ctx) -> ctx.keep().emit("soon " + sum + " " + ctx.now()))
          .onTimer("late", (sum, ctx) -> ctx.keep().emit("late " + sum + " " + ctx.eventTime()));

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aTimerByTheClockFiresAtItsTimeAndNotBefore(int nodes) {
    try (PipelineTest test = test(in -> in.step(REMINDER)).nodes(nodes)) {
      test.put("in", event(1, 0));
      Instant due = START.plus(ofMinutes(5));
      assertThat(test.timers("reminder", "k")).containsExactly(new SetTimer("soon", false, due));
      test.advance(ofMinutes(5).minusMillis(1));
      assertThat(out(test)).isEmpty();
      test.restart().advance(ofMillis(1));
      assertThat(out(test)).containsExactly("soon 1 " + due);
      assertThat(test.timers("reminder", "k")).isEmpty();
      test.rollBack();
      assertThat(test.sink("out", String.class)).as("it fires again, and once").hasSize(1);
      test.endRound().restart().advance(ofHours(1));
      assertThat(test.committed("out", String.class)).hasSize(1);
    }
  }

  @Test
  void aTimerThatWasSetAnewOrCancelledDoesNotFire() {
    try (PipelineTest test = test(in -> in.step(REMINDER))) {
      test.put("in", event(1, 0)).advance(ofMinutes(4));
      test.put("in", event(1, 0)).advance(ofMinutes(4));
      assertThat(out(test)).isEmpty();
      test.put("in", event(0, 0)).advance(ofHours(1));
      assertThat(out(test)).isEmpty();
    }
  }

  @Test
  void timersOfALongTimeFireInTheirOrderEachAtItsTime() {
    try (PipelineTest test = test(in -> in.step(REMINDER)).nodes(2)) {
      test.set("potoroo.timers.read-ahead", 16).set("potoroo.timers.per-turn", 8);
      for (int i = 0; i < 200; i++) {
        test.put("in", new Event("k" + i, 1, START)).advance(ofMillis(1500));
      }
      test.restart().advance(ofHours(1));
      assertThat(out(test))
          .containsExactlyElementsOf(
              IntStream.range(0, 200)
                  .mapToObj(i -> "soon 1 " + START.plusSeconds(300).plusMillis(1500L * i))
                  .toList());
    }
  }

  @Test
  void eventTimeMovesWithRoundsAndNeverGoesBack() {
    try (PipelineTest test = test(in -> in.step(REMINDER))) {
      test.put("in", event(2, 0));
      assertThat(test.eventTime()).isEqualTo(Instant.MIN);
      test.endRound();
      assertThat(test.eventTime()).isEqualTo(START.minusSeconds(10));
      assertThat(test.timers("reminder", "k"))
          .containsExactly(new SetTimer("late", true, START.plusSeconds(60)));
      test.put("in", event(0, 70));
      assertThat(out(test)).isEmpty();
      test.rollBack().restart();
      assertThat(test.eventTime()).isEqualTo(START.minusSeconds(10));
      test.endRound();
      assertThat(test.eventTime()).isEqualTo(START.plusSeconds(60));
      assertThat(out(test)).containsExactly("late 2 " + START.plusSeconds(60));
      test.restart();
      assertThat(test.eventTime())
          .as("it is a part of the commit")
          .isEqualTo(START.plusSeconds(60));
      assertThat(test.sink("out", String.class)).hasSize(1);
    }
  }

  @Test
  void windowsGiveTheirResultsInTheRoundAfter() {
    try (PipelineTest test = windows(Window.tumbling(ofSeconds(60)))) {
      test.put("in", event(1, 5), event(2, 59), event(4, 61), event(8, 58));
      test.advance(ofSeconds(2));
      assertThat(out(test)).isEmpty();
      test.put("in", event(16, 69.999)).advance(ofSeconds(1));
      assertThat(out(test)).isEmpty();
      test.put("in", event(32, 70)).advance(ofSeconds(1));
      assertThat(out(test)).containsExactly("0-60 11");
      test.put("in", event(64, 59)).endRound();
      assertThat(test.skipped("w")).as("late").isEqualTo(1);
      test.endInput();
      assertThat(out(test)).containsExactly("60-120 52");
      assertThat(test.eventTime()).isEqualTo(Instant.MAX);
      assertThat(test.keys("w")).isEmpty();
    }
  }

  @Test
  void slidingSessionAndCountWindowsDoSoToo() {
    try (PipelineTest sliding = windows(Window.sliding(ofSeconds(9), ofSeconds(3)));
        PipelineTest session = windows(Window.session(ofSeconds(20)));
        PipelineTest count = windows(Window.count(2))) {
      for (PipelineTest test : List.of(sliding, session, count)) {
        test.put("in", event(1, 0), event(2, 4), event(4, 30)).advance(ofSeconds(1));
      }
      assertThat(out(sliding)).containsExactly("-6-3 1", "-3-6 3", "0-9 3", "3-12 2");
      assertThat(out(session)).isEmpty();
      assertThat(out(count)).containsExactly("0-4 3");
      session.put("in", event(8, 34)).advance(ofSeconds(1));
      assertThat(out(session)).containsExactly("0-24 3");
      session.endInput();
      assertThat(out(session)).containsExactly("30-54 12");
    }
  }

  @Test
  void aWindowTakesRecordsForItsLateness() {
    try (PipelineTest test = windows(Window.tumbling(ofSeconds(60)).lateness(ofSeconds(30)))) {
      test.put("in", event(1, 5), event(2, 99)).endRound();
      assertThat(out(test)).containsExactly("0-60 1");
      test.put("in", event(4, 7));
      assertThat(out(test)).containsExactly("0-60 5");
      test.put("in", event(8, 100)).endRound().put("in", event(16, 7));
      assertThat(out(test)).isEmpty();
      assertThat(test.skipped("w")).isEqualTo(1);
    }
  }

  @Test
  void aPartitionHoldsEventTimeBackUntilItIsIdleOrEnds() {
    try (PipelineTest test = windows(Window.tumbling(ofSeconds(60))).partitions("in", 3)) {
      test.nodes(2).putTo("in", 0, event(1, 5), event(2, 75)).putTo("in", 1, event(4, 50));
      test.advance(ofSeconds(59));
      assertThat(test.eventTime()).as("nothing is known of one").isEqualTo(Instant.MIN);
      test.putTo("in", 0, event(8, 80)).advance(ofSeconds(2));
      assertThat(test.eventTime()).as("two are idle").isEqualTo(START.plusSeconds(70));
      assertThat(out(test)).containsExactly("0-60 5");
      test.putTo("in", 1, event(16, 50)).putTo("in", 0, event(32, 999)).endRound();
      assertThat(test.eventTime()).as("one is back").isEqualTo(START.plusSeconds(70));
      assertThat(test.skipped("w")).isEqualTo(1);
      test.advance(Duration.ofDays(1));
      assertThat(test.eventTime()).as("all are idle").isEqualTo(START.plusSeconds(989));
      assertThat(out(test)).as("what is as old as that").contains("60-120 10");
      test.end("in").advance(ofSeconds(1));
      assertThat(test.eventTime()).isEqualTo(Instant.MAX);
      assertThatThrownBy(() -> test.put("in", event(1, 1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }
  }

  private static Step<Event, Integer, String> aging(boolean byEventTime) {
    var step =
        Step.named("aging")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(Event.class, (sum, event, ctx) -> ctx.become(sum + event.value()));
    var ages = byEventTime ? step.ttlByEventTime(ofMinutes(30)) : step.ttl(ofMinutes(30));
    return ages.onExpire((sum, ctx) -> ctx.clear().emit(ctx.key() + " " + sum));
  }

  @Test
  void stateAgesByTheClock() {
    try (PipelineTest test = test(in -> in.step(aging(false)))) {
      test.put("in", event(1, 0)).advance(ofMinutes(20));
      test.put("in", event(2, 0)).advance(ofMinutes(29));
      assertThat(test.state("aging", "k", Integer.class)).contains(3);
      test.advance(ofMinutes(1));
      assertThat(test.keys("aging")).isEmpty();
      assertThat(out(test)).containsExactly("k 3");
      test.put("in", event(4, 0));
      assertThat(test.state("aging", "k", Integer.class)).as("begins anew").contains(4);
    }
  }

  @Test
  void stateAgesByEventTime() {
    try (PipelineTest test = test(in -> in.step(aging(true)))) {
      test.put("in", event(1, 0)).endRound().advance(Duration.ofDays(9));
      test.put("in", event(2, 1)).endRound();
      test.put("in", new Event("j", 4, START.plusSeconds(1799))).endRound();
      assertThat(test.keys("aging")).containsExactly("j", "k");
      test.put("in", new Event("j", 8, START.plusSeconds(1800))).endRound();
      assertThat(test.keys("aging")).containsExactly("j");
      test.endInput();
      assertThat(test.keys("aging")).isEmpty();
      assertThat(out(test)).containsExactly("k 3", "j 12");
    }
  }

  @Test
  void aTimerThatIsAlwaysDueIsAnError() {
    Step<Event, Integer, String> always =
        Step.named("always")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(Event.class, (n, event, ctx) -> ctx.become(n + 1).timer("on", Duration.ZERO))
            .onTimer("on", (n, ctx) -> ctx.become(n + 1).timer("on", Duration.ZERO));
    try (PipelineTest test = test(in -> in.step(always))) {
      assertThatThrownBy(() -> test.put("in", event(1, 0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("[timed]", "due at once", "later time");
    }
  }

  @Test
  void quarantinedKeysCanBeLookedAt() {
    Step<Event, Integer, String> picky =
        Step.named("picky")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(
                Event.class,
                (n, event, ctx) -> {
                  if (event.value() < 0) {
                    throw new IllegalArgumentException("value [" + event.value() + "]");
                  }
                  return ctx.become(n + event.value());
                })
            .onError(ErrorPolicy.quarantineKey());
    try (PipelineTest test = test(in -> in.step(picky)).nodes(2)) {
      test.put("in", event(1, 0), event(-2, 0), event(3, 0));
      for (int i = 0; i < 2; i++) {
        assertThat(test.quarantined("picky")).containsExactly("k");
        assertThat(test.quarantine("picky", "k"))
            .get()
            .satisfies(
                parked -> {
                  assertThat(parked.error()).contains("value [-2]");
                  assertThat(parked.records())
                      .extracting(record -> record.get("value").asInt())
                      .containsExactly(-2, 3);
                });
        test.restart().endRound();
      }
      assertThat(test.quarantine("picky", "other")).isEmpty();
      assertThat(test.state("picky", "k", Integer.class)).contains(1);
    }
  }
}

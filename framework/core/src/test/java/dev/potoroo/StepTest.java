package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {
  sealed interface Event permits Added, Removed {}

  record Added(int by) implements Event {}

  record Removed(int by) implements Event {}

  private static final Step<Event, Integer, String> SUM =
      Step.named("sum")
          .in(Event.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .on(
              Added.class,
              (sum, added, ctx) ->
                  ctx.become(sum + added.by()).emit(ctx.key()).emit("+" + added.by()))
          .on(Removed.class, (sum, removed, ctx) -> sum == removed.by() ? ctx.clear() : ctx.keep());

  @Test
  void testsAHandlerWithoutARuntime() throws Exception {
    assertThat(SUM.test("k", 1, new Added(2)))
        .isEqualTo(Next.become(3).emitAll(List.of("k", "+2")));
    assertThat(SUM.test("k", 1, new Removed(2))).isEqualTo(Next.keep());
    assertThat(SUM.test("k", 2, new Removed(2))).isEqualTo(Next.clear());
  }

  @Test
  void aHandlerSetsTimers() throws Exception {
    Step<String, Integer, String> step =
        Step.named("s")
            .in(String.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(
                String.class,
                (n, word, ctx) ->
                    word.equals("x")
                        ? ctx.keep().timer("unknown", Duration.ofMillis(1))
                        : ctx.become(n + 1).timer("stale", Duration.ofMinutes(5)).cancelTimer("b"))
            .onTimer("stale", (n, ctx) -> ctx.clear().emit(ctx.key() + n))
            .onTimer("b", (n, ctx) -> ctx.keep());
    assertThat(step.test("k", 1, "a"))
        .isEqualTo(Next.become(2).timer("stale", Duration.ofMinutes(5)).cancelTimer("b"))
        .isNotEqualTo(Next.become(2).timer("stale", Duration.ofMinutes(4)).cancelTimer("b"))
        .hasToString("become(2) with timers [After[name=stale, after=PT5M], Cancel[name=b]]");
    assertThat(step.testTimer("k", 2, "stale")).isEqualTo(Next.clear().emit("k2"));
    assertThatThrownBy(() -> step.test("k", 1, "x"))
        .hasMessage("step [s] has no handler for timer [unknown]. Add .onTimer(\"unknown\", ...)");
    assertThatThrownBy(() -> Next.clear().timer("stale", Duration.ZERO))
        .hasMessageContaining("clear() removes the object");
    assertThatThrownBy(() -> Next.keep().timer("stale", Duration.ofMillis(-1)))
        .hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> step.onTimer("Stale", (n, ctx) -> ctx.keep()))
        .hasMessageContaining("but is [Stale]");
    assertThatThrownBy(() -> step.ttl(Duration.ZERO)).hasMessageContaining("but is [PT0S]");
  }

  @Test
  void passesOnWhatAHandlerThrows() {
    Step<String, Integer, Void> step =
        strings(
            (n, word, ctx) -> {
              throw new java.io.IOException(word);
            });
    assertThatThrownBy(() -> step.test("k", 0, "no"))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("no");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesTheNullOfAHandler() {
    assertThatThrownBy(() -> strings((n, word, ctx) -> null).test("k", 0, "x"))
        .hasMessageContaining("[s]")
        .hasMessageContaining("Return ctx.keep()");
  }

  @Test
  void takesTheHandlerOfTheClosestClass() throws Exception {
    Step<Object, String, Void> step =
        Step.named("closest")
            .in(Object.class)
            .state(String.class, () -> "")
            .out(Void.class)
            .on(Object.class, (s, o, ctx) -> ctx.become("object"))
            .on(Number.class, (s, o, ctx) -> ctx.become("number"))
            .on(Integer.class, (s, o, ctx) -> ctx.become("integer"))
            .on(CharSequence.class, (s, o, ctx) -> ctx.become("text"));
    assertThat(step.test("k", "", 1)).isEqualTo(Next.become("integer"));
    assertThat(step.test("k", "", 1L)).isEqualTo(Next.become("number"));
    assertThat(step.test("k", "", 'c')).isEqualTo(Next.become("object"));
  }

  @Test
  void refusesARecordWithoutHandler() {
    Step<Event, Integer, Void> step =
        Step.named("half")
            .in(Event.class)
            .state(Integer.class, () -> 0)
            .out(Void.class)
            .on(Added.class, (n, e, ctx) -> ctx.keep());
    assertThatThrownBy(() -> step.test("k", 0, new Removed(1)))
        .hasMessageContaining("step [half] has no handler")
        .hasMessageContaining(".on(Removed.class");
  }

  @Test
  void isNotChangedByWhatIsAddedToIt() {
    Step<String, Integer, Void> step = strings((n, w, ctx) -> ctx.keep());
    Step<String, Integer, Void> stopping = step.onError(ErrorPolicy.stop());
    assertThat(step.errorPolicy()).isEmpty();
    assertThat(stopping.errorPolicy()).isPresent();
    assertThat(stopping.handledTypes()).containsExactly(String.class);
  }

  @Test
  void givesTheSameRandomNumbersToTheSameUpdate() throws Exception {
    Step<String, Long, Void> step =
        Step.named("random")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(Void.class)
            .on(String.class, (n, w, ctx) -> ctx.become(ctx.random().nextLong()));
    StepCall<String, Long, Void> call = step.newCall();
    long first = number(call, "a", 1);
    assertThat(number(step.newCall(), "a", 1)).isEqualTo(first);
    assertThat(List.of(number(call, "a", 2), number(call, "b", 1), number(call, "b", 2), first))
        .doesNotHaveDuplicates();
    assertThat(number(call, "a", 1)).isEqualTo(first);
  }

  @Test
  void showsKeyAndTimeOfEachCall() throws Exception {
    List<String> seen = new ArrayList<>();
    StepCall<String, Integer, Void> call =
        strings(
                (n, w, ctx) -> {
                  seen.add(ctx.key() + "@" + ctx.now());
                  return ctx.keep();
                })
            .newCall();
    call.run("a", 0, Instant.EPOCH, 0, "x");
    call.run("b", 0, Instant.EPOCH.plusSeconds(1), 0, "x");
    assertThat(seen).containsExactly("a@1970-01-01T00:00:00Z", "b@1970-01-01T00:00:01Z");
  }

  @Test
  void forgetsTheOutputOfTheCallBefore() throws Exception {
    StepCall<Event, Integer, String> call = SUM.newCall();
    assertThat(call.run("k", 0, Instant.EPOCH, 0, new Added(1)).emittedCount()).isEqualTo(2);
    assertThat(call.run("k", 1, Instant.EPOCH, 1, new Removed(5)).emitted()).isEmpty();
  }

  @Test
  void comparesDecisionsByChangeStateAndRecords() {
    Next<Integer, String> next = Next.<Integer, String>become(1).emit("a");
    assertThat(next)
        .isEqualTo(Next.<Integer, String>become(1).emitAll(List.of("a")))
        .hasSameHashCodeAs(Next.<Integer, String>become(1).emit("a"))
        .isNotEqualTo(Next.become(1))
        .isNotEqualTo(Next.become(2).emit("a"))
        .isNotEqualTo(Next.keep().emit("a"))
        .hasToString("become(1).emitAll([a])");
    assertThat(Next.keep()).isNotEqualTo(Next.clear()).hasToString("keep()");
    assertThat(next.emitted(0)).isEqualTo("a");
    assertThatThrownBy(() -> next.emitted(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void keepsTheOrderOfManyRecords() {
    Next<Integer, Integer> next = Next.keep();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      next.emit(i);
      numbers.add(i);
    }
    assertThat(next.emitted()).isEqualTo(numbers);
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullStatesAndRecords() {
    assertThatThrownBy(() -> Next.become(null)).hasMessageContaining("Use clear()");
    assertThatThrownBy(() -> Next.keep().emit(null)).hasMessageContaining("Leave the call out");
    assertThatThrownBy(() -> Next.keep().emitAll(Arrays.asList("a", null)))
        .hasMessageContaining("Leave the call out");
  }

  @Test
  void namesAPipelineAfterItsClass() {
    assertThat(new StockPrices2().name()).isEqualTo("stock-prices2");
    assertThat(new HTTPLog().name()).isEqualTo("http-log");
  }

  private static final class StockPrices2 implements Pipeline {
    @Override
    public void define(Flow flow) {}
  }

  private static final class HTTPLog implements Pipeline {
    @Override
    public void define(Flow flow) {}
  }

  private static long number(StepCall<String, Long, Void> call, String key, long version)
      throws Exception {
    Long state = call.run(key, version, Instant.EPOCH, 0L, "x").state();
    return state == null ? 0 : state;
  }

  private static Step<String, Integer, Void> strings(Handler<Integer, String, Void> handler) {
    return Step.named("s")
        .in(String.class)
        .state(Integer.class, () -> 0)
        .out(Void.class)
        .on(String.class, handler);
  }
}

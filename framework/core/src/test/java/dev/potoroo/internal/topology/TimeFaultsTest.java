package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TimeFaultsTest {
  private static final Source<String> IN = Source.named("in", Codec.lines());

  private static Consumer<Flow> windows(Source<String> source, Window window) {
    return flow ->
        flow.from(source)
            .keyBy(any -> "k")
            .window("w", window, Instant::parse, Aggregate.count(String.class))
            .map(Object::toString)
            .to(Sink.named("out", Codec.lines()));
  }

  @Test
  void windowsNeedASourceWithEventTime() {
    Window minutes = Window.tumbling(Duration.ofMinutes(1));
    Pipelines.assertOnlyFault(
        windows(IN, minutes),
        ErrorCode.NO_TIME,
        "Step [w] of pipeline [test]: its windows are over when event time has reached their end,"
            + " but no source has event time. Add .eventTime(...)");
    Source<String> timed = IN.eventTime(Instant::parse, Watermark.monotonic());
    assertThatCode(() -> Pipelines.build(windows(timed, minutes))).doesNotThrowAnyException();
  }

  @Test
  void windowsCannotFollowWindows() {
    Source<String> timed = IN.eventTime(Instant::parse, Watermark.monotonic());
    Window minutes = Window.tumbling(Duration.ofMinutes(1));
    Consumer<Flow> twice =
        flow ->
            flow.from(timed)
                .keyBy(any -> "k")
                .window("w", minutes, Instant::parse, Aggregate.count(String.class))
                .map(window -> window.start().toString())
                .keyBy(any -> "k")
                .window("v", minutes, Instant::parse, Aggregate.count(String.class))
                .map(Object::toString)
                .to(Sink.named("out", Codec.lines()));
    Pipelines.assertOnlyFault(
        twice,
        ErrorCode.NO_TIME,
        "Step [v] of pipeline [test]: its records come from the windows of step [w], when event"
            + " time has passed them, and would be late.");
  }

  @Test
  void windowsThatCountDoNot() {
    assertThatCode(() -> Pipelines.build(windows(IN, Window.count(3)))).doesNotThrowAnyException();
  }

  @Test
  void expiryNeedsATimeToLive() {
    Step<String, Integer, Void> step =
        Step.named("s")
            .in(String.class)
            .state(Integer.class, () -> 0)
            .out(Void.class)
            .on(String.class, (n, word, ctx) -> ctx.keep())
            .onExpire((n, ctx) -> ctx.clear());
    Pipelines.assertOnlyFault(
        flow -> flow.from(IN).keyBy(any -> "k").step(step),
        ErrorCode.NO_TIME,
        "it has an onExpire handler, but its objects do not age. Add .ttl(...) or .ttlByEventTime(...).");
    assertThatCode(
            () ->
                Pipelines.build(
                    flow -> flow.from(IN).keyBy(any -> "k").step(step.ttl(Duration.ofDays(1)))))
        .doesNotThrowAnyException();
  }

  @Test
  void agingByEventTimeNeedsEventTime() {
    Step<String, Integer, Void> step =
        Step.named("s")
            .in(String.class)
            .state(Integer.class, () -> 0)
            .out(Void.class)
            .on(String.class, (n, word, ctx) -> ctx.keep())
            .ttlByEventTime(Duration.ofDays(1));
    Pipelines.assertOnlyFault(
        flow -> flow.from(IN).keyBy(any -> "k").step(step),
        ErrorCode.NO_TIME,
        "its objects age by event time, but no source has any.");
    Source<String> timed = IN.eventTime(Instant::parse, Watermark.monotonic());
    assertThatCode(() -> Pipelines.build(flow -> flow.from(timed).keyBy(any -> "k").step(step)))
        .doesNotThrowAnyException();
  }

  @Test
  void accumulatorsMustBeStorable() {
    Aggregate<String, Thread, String> bad =
        Aggregate.of(String.class)
            .into(Thread.class, Thread::new)
            .add((all, record) -> all)
            .merge((a, b) -> a)
            .result(Thread::getName);
    Pipelines.assertOnlyFault(
        flow ->
            flow.from(IN.eventTime(Instant::parse, Watermark.monotonic()))
                .keyBy(any -> "k")
                .window("w", Window.session(Duration.ofMinutes(1)), Instant::parse, bad)
                .map(Object::toString)
                .to(Sink.named("out", Codec.lines())),
        ErrorCode.DEFINITION_FAILED,
        "accumulator [Thread] of [w] cannot be written and read back by Jackson");
  }
}

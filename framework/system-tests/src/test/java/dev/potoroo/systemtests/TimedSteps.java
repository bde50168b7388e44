package dev.potoroo.systemtests;

import static java.time.Duration.ofMillis;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Context;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.Next;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.Windowed;
import java.time.Instant;

/**
 * Lines {@code key time}, at most {@link #OUT_OF_ORDER} ms out of order: windows by their time, and
 * for each key a timer that fires so often as there are lines of reference data, by the clock. What
 * comes out for a key does not depend on when it does: {@code key window end count} and {@code key
 * timer 1}, {@code 2} and so on.
 */
public final class TimedSteps implements Pipeline {
  static final int OUT_OF_ORDER = 50;
  static final int SIZE = 300;
  static final int SLIDE = 100;

  /** Each line adds one. */
  private static final Ref<Integer> FIRES = Ref.of("fires", Integer.class, () -> 0);

  private static final Step<String, Integer, String> CHAIN =
      Step.named("chain")
          .in(String.class)
          .state(Integer.class, () -> 0)
          .out(String.class)
          .reads(FIRES)
          .on(
              String.class,
              (n, line, ctx) -> n > 0 ? ctx.keep() : ctx.become(1).timer("next", ofMillis(100)))
          .onTimer("next", (n, ctx) -> chained(n, ctx));

  private static Next<Integer, String> chained(int n, Context<Integer, String> ctx) {
    Next<Integer, String> next = ctx.become(n + 1).emit(ctx.key() + " timer " + n);
    return n < ctx.ref(FIRES) ? next.timer("next", ofMillis(100)) : next;
  }

  @Override
  public void define(Flow flow) {
    flow.reference(
        FIRES, Source.named("fires", Codec.lines()), String.class, (fires, line) -> fires + 1);
    DataStream<String> lines =
        flow.from(
            Source.named("lines", Codec.lines())
                .eventTime(TimedSteps::at, Watermark.outOfOrder(ofMillis(OUT_OF_ORDER))));
    Sink<String> out = Sink.named("out", Codec.lines());
    lines
        .keyBy(TimedSteps::key)
        .window(
            "windows",
            Window.sliding(ofMillis(SIZE), ofMillis(SLIDE)),
            TimedSteps::at,
            Aggregate.count(String.class))
        .map(TimedSteps::text)
        .to(out);
    lines.keyBy(TimedSteps::key).step(CHAIN).to(out);
  }

  private static String text(Windowed<Long> window) {
    return window.key() + " window " + window.end().toEpochMilli() + " " + window.value();
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static Instant at(String line) {
    return Instant.ofEpochMilli(Long.parseLong(line.substring(line.indexOf(' ') + 1)));
  }
}

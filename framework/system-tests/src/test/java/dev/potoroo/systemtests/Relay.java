package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;

/** Passes on each record with its key's count. */
public final class Relay implements Pipeline {
  static final int KEYS = 100;
  private static final String PADDING = "x".repeat(200);

  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              String.class,
              (count, key, ctx) ->
                  ctx.become(count + 1).emit(key + " => " + (count + 1) + " " + PADDING));

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("keys", Codec.lines())
                .generatedBy((index, random) -> "key-" + index % KEYS))
        .keyBy(key -> key)
        .step(COUNT)
        .to(Sink.named("out", Codec.lines()));
  }
}

package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/** Adds up the amounts of each user, which come as {@code user,amount}: {@code user => total}. */
public final class RunningTotals implements Pipeline {
  /** An amount for a user; may be negative. */
  public record Amount(String user, long value) {
    /** The last comma parts the two: names may have some. */
    static Amount parse(String line) {
      int comma = line.lastIndexOf(',');
      if (comma < 1) {
        throw new IllegalArgumentException("no [user,amount] in [" + line + "]");
      }
      return new Amount(line.substring(0, comma), Long.parseLong(line.substring(comma + 1)));
    }
  }

  static final Step<Amount, Long, String> TOTAL =
      Step.named("total")
          .in(Amount.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              Amount.class,
              (total, amount, ctx) -> {
                long sum = Math.addExact(total, amount.value());
                return ctx.become(sum).emit(ctx.key() + " => " + sum);
              });

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("amounts", Codec.lines())
                .from(FileSource.resource(RunningTotals.class, "amounts.csv")))
        .map(Amount::parse)
        .keyBy(Amount::user)
        .step(TOTAL)
        .to(Sink.named("totals", Codec.lines()).into(ConsoleSink.stdout()));
  }
}

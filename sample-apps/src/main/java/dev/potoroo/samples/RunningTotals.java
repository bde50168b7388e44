package dev.potoroo.samples;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/**
 * Adds up the amounts of each user, which come as {@code user,amount}: {@code user => total}.
 * Amounts that come together are added up first, so that a user with many of them is little work.
 */
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

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("amounts", Codec.lines())
                .from(FileSource.resource(RunningTotals.class, "amounts.csv")))
        .map(Amount::parse)
        .keyBy(Amount::user)
        .combineLocally(Aggregate.sum(Amount.class, Amount::value))
        .aggregate("total")
        .map(total -> total.key() + " => " + total.value())
        .to(Sink.named("totals", Codec.lines()).into(ConsoleSink.stdout()));
  }
}

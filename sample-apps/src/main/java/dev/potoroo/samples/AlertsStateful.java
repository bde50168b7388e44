package dev.potoroo.samples;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/** Tells when the total of a user's transactions is above 2 000, or below -2 000. */
public final class AlertsStateful implements Pipeline {
  private static final long LIMIT = 2000;

  static final Aggregate<Transaction, Long, Long> SUM =
      Aggregate.sum(Transaction.class, Transaction::amount);

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("transactions", Codec.lines())
                .from(FileSource.resource(AlertsStateful.class, "transactions.csv")))
        .map(Transaction::parse)
        .keyBy(Transaction::user)
        .aggregate("total", SUM)
        .map(total -> Transaction.alert(total.key(), total.value(), LIMIT))
        .filter(alert -> !alert.isEmpty())
        .to(Sink.named("alerts", Codec.lines()).into(ConsoleSink.stdout()));
  }
}

package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/** Tells of single transactions of more than 1 000, one way or the other. */
public final class AlertsStateless implements Pipeline {
  private static final long LIMIT = 1000;

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("transactions", Codec.lines())
                .from(FileSource.resource(AlertsStateless.class, "transactions.csv")))
        .map(Transaction::parse)
        .map(one -> Transaction.alert(one.user(), one.amount(), LIMIT))
        .filter(alert -> !alert.isEmpty())
        .to(Sink.named("alerts", Codec.lines()).into(ConsoleSink.stdout()));
  }
}

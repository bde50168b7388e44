package dev.potoroo.samples;

import static java.time.Duration.ofSeconds;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;

/**
 * Tells when a user's transactions of 9 seconds, looked at every 3 seconds, add up to more than 2
 * 000, or less than -2 000. They may come up to 3 seconds out of order.
 */
public final class AlertsWindowed implements Pipeline {
  private static final long LIMIT = 2000;
  private static final Window LATEST = Window.sliding(ofSeconds(9), ofSeconds(3));

  @Override
  public void define(Flow flow) {
    flow.from(
            Source.named("transactions", Codec.lines())
                .from(FileSource.resource(AlertsWindowed.class, "transactions.csv"))
                .eventTime(
                    line -> Transaction.parse(line).at(), Watermark.outOfOrder(ofSeconds(3))))
        .map(Transaction::parse)
        .keyBy(Transaction::user)
        .window("latest", LATEST, Transaction::at, AlertsStateful.SUM)
        .map(sum -> Transaction.alert(sum.key(), sum.value(), LIMIT))
        .filter(alert -> !alert.isEmpty())
        .to(Sink.named("alerts", Codec.lines()).into(ConsoleSink.stdout()));
  }
}

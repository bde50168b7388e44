package dev.potoroo.samples.guide;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.DirectorySource;
import dev.potoroo.csv.Csv;

/** Of the guide to pipelines: values between commas. */
final class Sales implements Pipeline {
  // #region csv
  record Sale(String id, String customer, double amount) {}

  static final Codec<Sale> SALE = Csv.columns("id", "customer", "amount").codec(Sale.class);

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("sales", SALE).from(DirectorySource.of("in").matching("*.csv").header()))
        .filter(sale -> sale.amount() > 1_000)
        .to(Sink.named("large-sales", SALE).into(ConsoleSink.stdout()));
  }
  // #endregion
}

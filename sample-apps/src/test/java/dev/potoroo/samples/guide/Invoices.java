package dev.potoroo.samples.guide;

import static dev.potoroo.ErrorPolicy.deadLetter;
import static dev.potoroo.ErrorPolicy.retry;
import static dev.potoroo.ErrorPolicy.stop;
import static java.time.Duration.ofSeconds;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.avro.Avro;
import dev.potoroo.avro.RegistryException;
import dev.potoroo.avro.SchemaRegistry;
import dev.potoroo.connector.kafka.KafkaSink;
import dev.potoroo.connector.kafka.KafkaSource;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Of the guide to pipelines: Avro with schemas from a registry. */
final class Invoices implements Pipeline {
  private static final Step<Invoice, Double, Total> TOTAL =
      Step.named("total")
          .in(Invoice.class)
          .state(Double.class, () -> 0.0)
          .out(Total.class)
          .on(
              Invoice.class,
              (sum, invoice, ctx) ->
                  ctx.become(sum + invoice.amount())
                      .emit(new Total(ctx.key(), sum + invoice.amount())));

  private static final Schema TOTAL_SCHEMA =
      SchemaBuilder.record("Total")
          .fields()
          .requiredString("customer")
          .requiredDouble("amount")
          .endRecord();

  // #region schema
  record Invoice(String customer, double amount, String currency) {
    static final Schema SCHEMA =
        SchemaBuilder.record("Invoice")
            .fields()
            .requiredString("customer")
            .requiredDouble("amount")
            .name("currency")
            .type()
            .stringType()
            .stringDefault("EUR")
            .endRecord();

    static Invoice of(GenericRecord read) {
      return new Invoice(
          read.get("customer").toString(),
          (Double) read.get("amount"),
          read.get("currency").toString());
    }
  }

  // #endregion

  record Total(String customer, double amount) {
    GenericRecord toAvro() {
      return new GenericRecordBuilder(TOTAL_SCHEMA)
          .set("customer", customer)
          .set("amount", amount)
          .build();
    }
  }

  // #region pipeline
  private final Avro avro = Avro.of(SchemaRegistry.at("http://localhost:8081"));

  @Override
  public void define(Flow flow) {
    Codec<GenericRecord> invoices = avro.codec(Invoice.SCHEMA);
    Codec<GenericRecord> totals = avro.subject("totals-value").codec(TOTAL_SCHEMA);
    flow.from(
            Source.named("invoices", invoices)
                .onError(deadLetter().on(RegistryException.class, stop()))
                .from(KafkaSource.topics("invoices")))
        .map(Invoice::of)
        .keyBy(Invoice::customer)
        .step(TOTAL)
        .map(Total::toAvro)
        .to(
            Sink.named("totals", totals)
                .onError(
                    deadLetter().on(RegistryException.class, retry(1000, ofSeconds(1)).thenStop()))
                .into(KafkaSink.topic("totals")));
  }
  // #endregion
}

package dev.potoroo.samples;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds cards that are tried with a small amount and then used for a large one, and shops at which
 * that happens again and again: two steps, the second fed by the first. What is small, large and
 * often is reference data, which both read.
 */
public final class Fraud implements Pipeline {
  public record Transaction(String card, String shop, double amount, Instant at) {}

  /** A card's last small amount, if it may still be a trial. */
  public record Card(Optional<Instant> trial) {}

  public record Suspicion(String card, String shop, double amount) {}

  public record Shop(int suspicions) {}

  public record Alert(String shop, String card, double amount, int suspicions) {}

  // #region limits
  /** Up to which amount it is a trial, from which it is suspicious, and how often is too often. */
  public record Limits(double trial, double large, int often) {}

  static final Ref<Limits> LIMITS = Ref.of("limits", Limits.class, () -> new Limits(1, 500, 3));
  // #endregion

  static final Step<Transaction, Card, Suspicion> CARD =
      Step.named("card")
          .in(Transaction.class)
          .state(Card.class, () -> new Card(Optional.empty()))
          .out(Suspicion.class)
          .reads(LIMITS)
          .on(
              Transaction.class,
              (card, paid, ctx) -> {
                Limits limits = ctx.ref(LIMITS);
                if (paid.amount() < limits.trial()) {
                  return ctx.become(new Card(Optional.of(paid.at())));
                }
                boolean tried =
                    card.trial()
                        .filter(at -> paid.at().isBefore(at.plus(Duration.ofMinutes(1))))
                        .isPresent();
                var next = ctx.become(new Card(Optional.empty()));
                return tried && paid.amount() > limits.large()
                    ? next.emit(new Suspicion(ctx.key(), paid.shop(), paid.amount()))
                    : next;
              });

  // #region step
  static final Step<Suspicion, Shop, Alert> SHOP =
      Step.named("shop")
          .in(Suspicion.class)
          .state(Shop.class, () -> new Shop(0))
          .out(Alert.class)
          .reads(LIMITS)
          .on(
              Suspicion.class,
              (shop, suspicion, ctx) -> {
                int suspicions = shop.suspicions() + 1;
                var next = ctx.become(new Shop(suspicions));
                return suspicions >= ctx.ref(LIMITS).often()
                    ? next.emit(
                        new Alert(ctx.key(), suspicion.card(), suspicion.amount(), suspicions))
                    : next;
              });

  // #endregion

  @Override
  public void define(Flow flow) {
    // #region reference
    flow.reference(
        LIMITS,
        Source.named("limits", Codec.json(Limits.class))
            .from(FileSource.resource(Fraud.class, "limits.jsonl")));
    // #endregion
    flow.from(
            Source.named("transactions", Codec.json(Transaction.class))
                .from(FileSource.resource(Fraud.class, "transactions.jsonl")))
        .keyBy(Transaction::card)
        .step(CARD)
        .keyBy(Suspicion::shop)
        .step(SHOP)
        .to(Sink.named("alerts", Codec.json(Alert.class)).into(ConsoleSink.stdout()));
  }
}

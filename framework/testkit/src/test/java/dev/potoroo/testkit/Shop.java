package dev.potoroo.testkit;

import dev.potoroo.Codec;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Orders per customer, and what each article has earned: two steps, one of them mutable. */
final class Shop implements Pipeline {
  record Order(String customer, String article, int amount) {}

  record Total(String customer, int orders, int amount) {}

  record Sale(String article, int amount) {}

  /** What is earned with an article, changed in place. */
  static final class Earned {
    int sum;
    List<Integer> sales = new ArrayList<>();
  }

  /** How often the handler of an order is to throw. */
  int failures;

  /** Whether its steps are. */
  boolean dense;

  private final Step<Order, Total, Sale> customers =
      Step.named("customers")
          .in(Order.class)
          .state(Total.class, () -> new Total("", 0, 0))
          .out(Sale.class)
          .on(
              Order.class,
              (total, order, ctx) -> {
                if (order.amount() < 0) {
                  throw new IllegalArgumentException("amount [" + order.amount() + "]");
                }
                if (failures > 0) {
                  failures--;
                  throw new IllegalStateException("not now");
                }
                if (order.amount() == 0) {
                  return ctx.clear();
                }
                return ctx.become(
                        new Total(ctx.key(), total.orders() + 1, total.amount() + order.amount()))
                    .emit(new Sale(order.article(), order.amount()));
              })
          .onError(
              ErrorPolicy.retry(2, Duration.ofMillis(100))
                  .thenDeadLetter()
                  .on(ArithmeticException.class, ErrorPolicy.skip()));

  private static final Step<Sale, Earned, String> ARTICLES =
      Step.named("articles")
          .in(Sale.class)
          .mutableState(Earned.class, Earned::new)
          .out(String.class)
          .on(
              Sale.class,
              (earned, sale, ctx) -> {
                earned.sum += sale.amount();
                earned.sales.add(sale.amount());
                if (sale.amount() == 13) {
                  throw new ArithmeticException("13");
                }
                return ctx.keep().emit(ctx.key() + " " + earned.sum);
              })
          .onError(ErrorPolicy.skip());

  @Override
  public void define(Flow flow) {
    var sales =
        flow.from(Source.named("orders", Codec.json(Order.class)))
            .filter(order -> !order.article().isEmpty())
            .keyBy(Order::customer)
            .step(customers.dense(dense));
    sales.keyBy(Sale::article).step(ARTICLES.dense(dense)).to(Sink.named("earned", Codec.lines()));
    sales.to(Sink.named("sales", Codec.json(Sale.class)));
    flow.from(
            Source.named("notes", Codec.lines())
                .onError(
                    ErrorPolicy.deadLetter(Sink.named("bad-notes", Codec.json(DeadLetter.class)))))
        .map(note -> note.substring(0, 3))
        .to(Sink.named("short-notes", Codec.lines()));
  }
}

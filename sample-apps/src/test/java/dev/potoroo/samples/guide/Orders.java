package dev.potoroo.samples.guide;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.http.Delivery;
import dev.potoroo.connector.http.HttpSource;
import dev.potoroo.connector.http.WebhookSink;
import java.time.Duration;

/** Of the guide to HTTP: requests that have their effect once. */
final class Orders implements Pipeline {
  record Order(String customer, int amount) {}

  record Total(String customer, long amount) {}

  static final Step<Order, Long, Total> TOTAL =
      Step.named("total")
          .in(Order.class)
          .state(Long.class, () -> 0L)
          .out(Total.class)
          .on(
              Order.class,
              (total, order, ctx) ->
                  ctx.become(total + order.amount())
                      .emit(new Total(order.customer(), total + order.amount())));

  @Override
  public void define(Flow flow) {
    // #region orders
    flow.from(Source.named("orders", Delivery.codec()).from(HttpSource.listen("127.0.0.1", 7080)))
        .keyBy(Delivery::id)
        .step(Delivery.once("orders-once", Duration.ofDays(1)))
        .map(Codec.json(Order.class)::decode)
        .keyBy(Order::customer)
        .step(TOTAL)
        .to(
            Sink.named("totals", Codec.json(Total.class))
                .into(WebhookSink.to("http://127.0.0.1:8080/totals")));
    // #endregion
  }
}

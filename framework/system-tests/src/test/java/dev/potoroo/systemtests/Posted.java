package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.http.Delivery;
import java.time.Duration;

/** Counts what is posted, by customer, each request once. */
public final class Posted implements Pipeline {
  record Order(String customer, String text) {}

  record Count(String customer, long number, String text) {}

  private static final Step<Order, Long, Count> COUNT =
      Step.named("count")
          .in(Order.class)
          .state(Long.class, () -> 0L)
          .out(Count.class)
          .on(
              Order.class,
              (count, order, ctx) ->
                  ctx.become(count + 1).emit(new Count(order.customer(), count + 1, order.text())));

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("orders", Delivery.codec()))
        .keyBy(Delivery::id)
        .step(Delivery.once("orders-once", Duration.ofHours(1)))
        .map(Codec.json(Order.class)::decode)
        .keyBy(Order::customer)
        .step(COUNT)
        .to(Sink.named("counts", Codec.json(Count.class)));
  }
}

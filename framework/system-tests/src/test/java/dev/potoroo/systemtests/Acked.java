package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.acked.AckedMessages;
import dev.potoroo.connector.tcp.Message;
import java.time.Duration;

/** Counts what is sent, by customer, each message once. */
public final class Acked implements Pipeline {
  record Order(String customer, String text) {}

  private static final Step<Order, Long, String> COUNT =
      Step.named("count")
          .in(Order.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              Order.class,
              (count, order, ctx) ->
                  ctx.become(count + 1)
                      .emit(order.customer() + " " + (count + 1) + " " + order.text()));

  private static Order order(byte[] line) throws Exception {
    String[] parts = Codec.lines().decode(line).split(" ", -1);
    return new Order(parts[0], parts[1]);
  }

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("orders", AckedMessages.codec()))
        .keyBy(Message::stream)
        .step(AckedMessages.once("orders-once", Duration.ofHours(1)))
        .map(Acked::order)
        .keyBy(Order::customer)
        .step(COUNT)
        .to(Sink.named("counts", Codec.lines()));
  }
}

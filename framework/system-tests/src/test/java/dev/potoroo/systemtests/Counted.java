package dev.potoroo.systemtests;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Numbers orders, by customer. A customer's orders have numbers already, so whoever reads what
 * comes out sees whether one was counted twice, forgotten, or had another before it.
 */
public final class Counted implements Pipeline {
  static final String NAME = "counted";

  /** An order, of which the text may be anything. */
  record Order(String customer, String text) {}

  static final Step<Order, Long, String> COUNT =
      Step.named("count")
          .in(Order.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(
              Order.class,
              (count, order, ctx) ->
                  ctx.become(count + 1)
                      .emit(order.customer() + " " + (count + 1) + " " + order.text()));

  static Order order(String line) {
    String[] parts = line.split(" ", -1);
    return new Order(parts[0], parts[1]);
  }

  /** Whose count it is that has come out. */
  static String customer(String count) {
    return count.substring(0, count.indexOf(' '));
  }

  /** What is to come out for a customer whose orders, up to that number, have come in. */
  static List<String> inOrder(String customer, long last) {
    return LongStream.rangeClosed(1, last)
        .mapToObj(number -> customer + " " + number + " " + number)
        .toList();
  }

  @Override
  public void define(Flow flow) {
    flow.from(Source.named("orders", Codec.lines()))
        .map(Counted::order)
        .keyBy(Order::customer)
        .step(COUNT)
        .to(Sink.named("counts", Codec.lines()).keyBy(Counted::customer));
  }
}

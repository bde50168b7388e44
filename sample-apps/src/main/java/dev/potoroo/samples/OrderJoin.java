package dev.potoroo.samples;

import static java.time.Duration.ofMinutes;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Join;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Watermark;
import dev.potoroo.Window;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.file.FileSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What orders cost: each order meets the price of its stock in the same minute, whichever of the
 * two is read first.
 */
public final class OrderJoin implements Pipeline {
  /** An order, as {@code id,symbol,shares,time}. */
  public record Order(String id, String symbol, long shares, Instant at) {
    static Order parse(String line) {
      String[] parts = line.split(",");
      return new Order(parts[0], parts[1], Long.parseLong(parts[2]), Instant.parse(parts[3]));
    }
  }

  /** A price of a minute, as {@code symbol,price,time}. */
  public record Price(String symbol, BigDecimal price, Instant at) {
    static Price parse(String line) {
      String[] parts = line.split(",");
      return new Price(parts[0], new BigDecimal(parts[1]), Instant.parse(parts[2]));
    }
  }

  private static String cost(Order order, Optional<Price> price) {
    return order.id()
        + " => "
        + price
            .map(one -> one.price().multiply(BigDecimal.valueOf(order.shares())).toPlainString())
            .orElse("no price");
  }

  // #region join
  static final Join<Order, Price, String> SAME_MINUTE =
      Join.of(Order.class, Price.class)
          .within(Window.tumbling(ofMinutes(1)), Order::at, Price::at)
          .left(OrderJoin::cost);

  @Override
  public void define(Flow flow) {
    var orders =
        flow.from(
                Source.named("orders", Codec.lines())
                    .from(FileSource.resource(OrderJoin.class, "orders.csv"))
                    .eventTime(line -> Order.parse(line).at(), Watermark.monotonic()))
            .map(Order::parse);
    var prices =
        flow.from(
                Source.named("prices", Codec.lines())
                    .from(FileSource.resource(OrderJoin.class, "prices.csv"))
                    .eventTime(line -> Price.parse(line).at(), Watermark.monotonic()))
            .map(Price::parse);
    orders
        .keyBy(Order::symbol)
        .join("priced", prices.keyBy(Price::symbol), SAME_MINUTE)
        .to(Sink.named("costs", Codec.lines()).into(ConsoleSink.stdout()));
  }
  // #endregion
}

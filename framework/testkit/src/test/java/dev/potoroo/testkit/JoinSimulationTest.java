package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Join;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two streams that are joined, on several nodes and with faults at random. */
class JoinSimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 30);

  record Order(String symbol, int number) {}

  record Price(String symbol, int value) {}

  record Priced(Order order, Optional<Price> price) {}

  /** Which record comes first is known where each is put in by itself. */
  private static final class Orders implements Pipeline, Simulation.Scenario {
    private final Map<String, Price> prices = new TreeMap<>();
    private final List<Priced> expected = new ArrayList<>();
    private int number;

    @Override
    public void define(Flow flow) {
      Join<Order, Price, Priced> price =
          Join.of(Order.class, Price.class).lookup().left(Priced::new);
      var prices = flow.from(Source.named("prices", Codec.json(Price.class))).keyBy(Price::symbol);
      flow.from(Source.named("orders", Codec.json(Order.class)))
          .keyBy(Order::symbol)
          .join("priced", prices, price)
          .to(Sink.named("out", Codec.json(Priced.class)));
    }

    @Override
    public Pipeline pipeline() {
      return this;
    }

    /** All is committed before the next record comes, so that nothing of it is done again. */
    @Override
    public void input(PipelineTest test, Random random) {
      test.endRound();
      String symbol = "s" + random.nextInt(4);
      number++;
      if (random.nextBoolean()) {
        prices.put(symbol, new Price(symbol, number));
        test.put("prices", prices.get(symbol));
      } else {
        Order order = new Order(symbol, number);
        expected.add(new Priced(order, Optional.ofNullable(prices.get(symbol))));
        test.put("orders", order);
      }
      test.endRound();
    }

    @Override
    public void check(PipelineTest test) {
      assertThat(test.committed("out", Priced.class)).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(test.keys("priced")).containsExactlyElementsOf(prices.keySet());
    }
  }

  @Test
  void noFaultChangesWhatIsJoined() {
    Simulation.of(Orders::new).seeds(1, SEEDS).nodes(3).run();
  }

  @Test
  void recordsOfEitherSideGiveResultsOfTheLatest() {
    Join<Order, Price, String> latest =
        Join.of(Order.class, Price.class)
            .latest()
            .outer(
                (order, price) ->
                    order.map(one -> "o" + one.number()).orElse("-")
                        + price.map(one -> " p" + one.value()).orElse(""));
    Pipeline pipeline =
        flow ->
            flow.from(Source.named("orders", Codec.json(Order.class)))
                .keyBy(Order::symbol)
                .join(
                    "priced",
                    flow.from(Source.named("prices", Codec.json(Price.class))).keyBy(Price::symbol),
                    latest)
                .to(Sink.named("out", Codec.lines()));
    try (PipelineTest test = PipelineTest.of(named(pipeline)).nodes(2)) {
      test.put("prices", new Price("a", 1)).put("orders", new Order("a", 2)).endRound();
      test.put("prices", new Price("a", 3)).put("orders", new Order("b", 4));
      assertThat(test.sink("out", String.class))
          .containsExactlyInAnyOrder("- p1", "o2 p1", "o2 p3", "o4");
    }
  }

  private static Pipeline named(Pipeline definition) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        definition.define(flow);
      }

      @Override
      public String name() {
        return "orders";
      }
    };
  }
}

package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.PotorooException;
import dev.potoroo.testkit.Shop.Earned;
import dev.potoroo.testkit.Shop.Order;
import dev.potoroo.testkit.Shop.Sale;
import dev.potoroo.testkit.Shop.Total;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever breaks and whenever, states and output are those of a run in which nothing did. A seed
 * that fails is told, and run alone with {@code -Dtest.seed=<seed>}.
 */
class AnyFaultsTest {
  private static final int PARTITIONS = 3;
  private static final int STEPS = 120;

  static LongStream seeds() {
    Long seed = Long.getLong("test.seed");
    return seed == null
        ? LongStream.range(0, Integer.getInteger("test.seeds", 50))
        : LongStream.of(seed);
  }

  private final Shop shop = new Shop();
  private final Map<String, Integer> orders = new TreeMap<>();
  private final Map<String, Integer> sales = new TreeMap<>();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void changeNothing(long seed) {
    Random random = new Random(seed);
    try (PipelineTest test =
        PipelineTest.of(shop).nodes(1 + random.nextInt(3)).partitions("orders", PARTITIONS)) {
      for (int i = 0; i < STEPS; i++) {
        step(test, random);
      }
      test.endRound();
      check(test);
    }
  }

  private void step(PipelineTest test, Random random) {
    List<String> nodes = test.nodes();
    switch (random.nextInt(14)) {
      case 0 -> test.endRound();
      case 1 -> test.advance(Duration.ofMillis(random.nextInt(1500)));
      case 2 -> test.restart();
      case 3 -> test.rollBack();
      case 4 -> {
        if (nodes.size() > 1) {
          test.crash(nodes.get(random.nextInt(nodes.size())));
        }
      }
      case 5 -> {
        if (nodes.size() < 4) {
          test.join();
        }
      }
      case 6 -> failingWrite(test, random);
      case 7 -> {
        // Two times are forgiven; after a rollback the record begins anew.
        shop.failures = 1;
        order(test, random);
        test.advance(Duration.ofMillis(100));
        shop.failures = 0;
      }
      default -> order(test, random);
    }
  }

  private void order(PipelineTest test, Random random) {
    Order[] some = new Order[1 + random.nextInt(8)];
    for (int i = 0; i < some.length; i++) {
      some[i] = new Order("c" + random.nextInt(9), "a" + random.nextInt(4), 1);
      orders.merge(some[i].customer(), 1, Integer::sum);
      sales.merge(some[i].article(), 1, Integer::sum);
    }
    test.putTo("orders", random.nextInt(PARTITIONS), (Object[]) some);
  }

  private void failingWrite(PipelineTest test, Random random) {
    test.failNextWrite(random.nextBoolean() ? "earned" : "sales", new IOException("seeded"));
    try {
      order(test, random);
      throw new AssertionError("the write did not fail");
    } catch (PotorooException e) {
      assertThat(e).hasMessageContaining("seeded");
      test.restart();
    }
  }

  private void check(PipelineTest test) {
    assertThat(test.keys("customers")).containsExactlyElementsOf(orders.keySet());
    orders.forEach(
        (customer, count) ->
            assertThat(test.object("customers", customer, Total.class).orElseThrow())
                .extracting(StateView::state, StateView::version)
                .containsExactly(new Total(customer, count, count), (long) count));
    sales.forEach(
        (article, sum) ->
            assertThat(test.state("articles", article, Earned.class).orElseThrow().sales)
                .hasSize(sum));
    assertThat(test.committed("sales", Sale.class))
        .containsExactlyInAnyOrderElementsOf(
            sales.entrySet().stream()
                .flatMap(
                    one ->
                        IntStream.range(0, one.getValue()).mapToObj(i -> new Sale(one.getKey(), 1)))
                .toList());
    assertThat(test.committed("earned", String.class))
        .containsExactlyInAnyOrderElementsOf(
            sales.entrySet().stream()
                .flatMap(
                    one ->
                        IntStream.rangeClosed(1, one.getValue())
                            .mapToObj(i -> one.getKey() + " " + i))
                .toList());
    assertThat(test.deadLetters()).isEmpty();
  }
}

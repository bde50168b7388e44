package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.testkit.Shop.Earned;
import dev.potoroo.testkit.Shop.Order;
import dev.potoroo.testkit.Shop.Sale;
import dev.potoroo.testkit.Shop.Total;
import dev.potoroo.testkit.Simulation.Fault;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 30);

  /** A shop whose books are right, whatever happens. */
  static final class Books implements Simulation.Scenario {
    private final Shop shop = new Shop();
    private final Map<String, Integer> orders = new TreeMap<>();
    private final Map<String, Integer> sales = new TreeMap<>();

    Books(boolean dense) {
      shop.dense = dense;
    }

    @Override
    public Pipeline pipeline() {
      return shop;
    }

    @Override
    public void input(PipelineTest test, Random random) {
      Order[] some = new Order[1 + random.nextInt(8)];
      for (int i = 0; i < some.length; i++) {
        some[i] = new Order("c" + random.nextInt(9), "a" + random.nextInt(4), 1);
        orders.merge(some[i].customer(), 1, Integer::sum);
        sales.merge(some[i].article(), 1, Integer::sum);
      }
      // One failure is forgiven, and the record tried again later.
      shop.failures = random.nextInt(5) == 0 ? 1 : 0;
      test.putTo("orders", random.nextInt(3), (Object[]) some);
    }

    @Override
    public void check(PipelineTest test) {
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
                          IntStream.range(0, one.getValue())
                              .mapToObj(i -> new Sale(one.getKey(), 1)))
                  .toList());
      assertThat(test.committed("earned", String.class))
          .containsExactlyInAnyOrderElementsOf(
              sales.entrySet().stream()
                  .flatMap(
                      one ->
                          IntStream.rangeClosed(1, one.getValue())
                              .mapToObj(i -> one.getKey() + " " + i))
                  .toList());
      // What a node wrote that the others had gone on without was taken back.
      assertThat(test.sinkBytes("sales")).hasSameSizeAs(test.committed("sales", Sale.class));
      assertThat(test.deadLetters()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noFaultChangesStatesOrOutput(boolean dense) {
    Simulation.of(() -> new Books(dense)).seeds(1, SEEDS).nodes(3).partitions("orders", 3).run();
  }

  /** Counts outside of its state, which no rollback takes back. */
  private static final class CountsOutside implements Simulation.Scenario, Pipeline {
    private final AtomicLong counted = new AtomicLong();
    private long expected;

    @Override
    public void define(Flow flow) {
      flow.from(Source.named("in", Codec.lines()))
          .keyBy(line -> "all")
          .step(
              Step.named("count")
                  .in(String.class)
                  .state(Long.class, () -> 0L)
                  .out(String.class)
                  .on(
                      String.class,
                      (n, line, ctx) -> ctx.become(counted.incrementAndGet()).emit(line)))
          .to(Sink.named("out", Codec.lines()));
    }

    @Override
    public Pipeline pipeline() {
      return this;
    }

    @Override
    public void input(PipelineTest test, Random random) {
      expected++;
      test.put("in", "x");
    }

    @Override
    public void check(PipelineTest test) {
      assertThat(test.state("count", "all", Long.class)).as("count").contains(expected);
    }
  }

  @Test
  void findsWhatARollbackDoesNotTakeBackAndTellsHowToSeeItAgain() {
    AssertionError found =
        catchThrowableOfType(
            AssertionError.class, () -> Simulation.of(CountsOutside::new).seeds(1, SEEDS).run());
    assertThat(found.getMessage()).contains("[count]", "seeds(", "What happened:\n  ", "input 1");

    String seed = found.getMessage().replaceAll("(?s)seed \\[(\\d+)].*", "$1");
    long same = Long.parseLong(seed);
    assertThatThrownBy(() -> Simulation.of(CountsOutside::new).seeds(same, same).run())
        .hasMessage(found.getMessage());
  }

  @Test
  void findsNothingWhereNothingBreaks() {
    Simulation.of(CountsOutside::new).faults().run();
  }

  @Test
  void breaksOnlyWhatItMay() {
    // What is planned undoes nothing, and leaves what is outside of the state alone.
    Fault[] planned = {Fault.JOIN, Fault.LEAVE, Fault.MOVE_SHARDS};
    Simulation.of(CountsOutside::new).nodes(2).faults(planned).steps(40).run();
  }

  @Test
  void refusesToRunNothing() {
    assertThatThrownBy(() -> Simulation.of(() -> new Books(false)).seeds(2, 1))
        .hasMessage("there are no seeds from [2] to [1]");
  }
}

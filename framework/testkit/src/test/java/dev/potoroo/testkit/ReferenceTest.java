package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
  record Rate(String currency, double rate) {}

  record Rates(Map<String, Double> by) {
    Rates with(Rate one) {
      Map<String, Double> more = new TreeMap<>(by);
      more.put(one.currency(), one.rate());
      return new Rates(more);
    }

    double of(String currency) {
      return by.getOrDefault(currency, 1.0);
    }
  }

  private static final Ref<Rates> RATES = Ref.of("rates", Rates.class, () -> new Rates(Map.of()));

  private static final Step<String, Double, String> CONVERTED =
      Step.named("converted")
          .in(String.class)
          .state(Double.class, () -> 0.0)
          .out(String.class)
          .reads(RATES)
          .on(
              String.class,
              (sum, currency, ctx) -> {
                double rate = ctx.ref(RATES).of(currency.substring(0, 3));
                return ctx.become(sum + rate).emit(currency + " " + rate);
              });

  private static Pipeline pipeline(boolean dense) {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.reference(
            RATES, Source.named("updates", Codec.json(Rate.class)), Rate.class, Rates::with);
        flow.from(Source.named("amounts", Codec.lines()))
            .keyBy(currency -> currency)
            .step(CONVERTED.dense(dense))
            .to(Sink.named("out", Codec.lines()));
      }

      @Override
      public String name() {
        return "converting";
      }
    };
  }

  /** Of so many keys that each node has some. */
  private static List<String> amounts(String suffix) {
    return IntStream.range(0, 40).mapToObj(i -> "USD" + i + suffix).toList();
  }

  private static void assertRate(PipelineTest test, String rate) {
    test.take("out", String.class);
    test.put("amounts", amounts("").toArray());
    assertThat(test.take("out", String.class))
        .containsExactlyInAnyOrderElementsOf(amounts(" " + rate));
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "2, true"})
  void allKeysOnAllNodesReadTheSameFromTheEndOfARoundOn(int nodes, boolean dense) {
    try (PipelineTest test = PipelineTest.of(pipeline(dense)).nodes(nodes)) {
      assertRate(test, "1.0");
      test.put("updates", new Rate("USD", 2), new Rate("CHF", 3));
      assertRate(test, "1.0");
      test.endRound();
      assertRate(test, "2.0");
      test.put("updates", new Rate("USD", 4)).rollBack();
      assertRate(test, "2.0");
      test.advance(Duration.ofSeconds(10));
      assertRate(test, "4.0");
      test.restart();
      assertRate(test, "4.0");
      test.join();
      assertRate(test, "4.0");
      assertThat(test.state("rates", "rates", Rates.class))
          .contains(new Rates(Map.of("CHF", 3.0, "USD", 4.0)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void anUpdateThatMakesItTooLargeGoesToTheDeadLettersAndLaterOnesCome(int nodes, boolean dense) {
    try (PipelineTest test =
        PipelineTest.of(pipeline(dense)).nodes(nodes).set("potoroo.references.max-size", "1KiB")) {
      test.put("updates", new Rate("X".repeat(2000), 1), new Rate("USD", 2)).endRound();
      assertRate(test, "2.0");
      assertThat(test.deadLetters())
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(letter.error()).contains("potoroo.references.max-size is [1024]"));
    }
  }
}

package dev.potoroo.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.Async;
import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.internal.topology.Topology;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepSettingsTest {
  private static final Pipeline COUNTING =
      new Pipeline() {
        @Override
        public void define(Flow flow) {
          flow.from(Source.named("words", Codec.lines()))
              .keyBy(word -> word)
              .step(step("count"))
              .keyBy(word -> word)
              .step(step("total").dense())
              .to(Sink.named("out", Codec.lines()));
        }

        @Override
        public String name() {
          return "counting";
        }
      };

  private static Step<String, Long, String> step(String name) {
    return Step.named(name)
        .in(String.class)
        .state(Long.class, () -> 0L)
        .out(String.class)
        .on(String.class, (n, word, ctx) -> ctx.become(n + 1).emit(word));
  }

  @Test
  void whatIsSaidInCodeHoldsUnlessConfigured() {
    assertThat(dense("")).containsExactly(false, true);
    assertThat(dense("count { granularity = dense }")).containsExactly(true, true);
    assertThat(dense("count.granularity = dense, total.granularity = object"))
        .containsExactly(true, false);
  }

  @Test
  void saysAllThatIsWrong() {
    PotorooException e =
        catchThrowableOfType(
            PotorooException.class,
            () -> dense("cuont.granularity = dense, count = dense, total { granularity = thick }"));
    assertThat(e.faults())
        .extracting(Fault::code)
        .containsExactly(ErrorCode.UNKNOWN_KEY, ErrorCode.BAD_VALUE, ErrorCode.BAD_VALUE);
    assertThat(e.faults().get(0).message())
        .contains(
            "[potoroo.steps.cuont]",
            "no step of pipeline [counting], which has [count, total]",
            "The nearest is [count]");
    assertThat(e.faults().get(1).message()).contains("[potoroo.steps.count] is [dense]", "block");
    assertThat(e.faults().get(2).message())
        .contains("[potoroo.steps.total.granularity] is [thick]", "one of [dense, object]");
  }

  @Test
  void aStepTakesNoOtherSetting() {
    PotorooException e =
        catchThrowableOfType(PotorooException.class, () -> dense("count.granlarity = dense"));
    assertThat(e.faults()).singleElement().extracting(Fault::code).isEqualTo(ErrorCode.UNKNOWN_KEY);
    assertThat(e.getMessage())
        .contains("[potoroo.steps.count.granlarity]", "[granularity]", "[history]");
  }

  @Test
  void aStepThatMakesCallsTakesTheirSettings() {
    Pipeline calling =
        new Pipeline() {
          @Override
          public void define(Flow flow) {
            flow.from(Source.named("words", Codec.lines()))
                .keyBy(word -> word)
                .async(
                    "ask",
                    Async.blocking(String.class, String.class, (word, id) -> word).parallel(3))
                .to(Sink.named("out", Codec.lines()));
          }

          @Override
          public String name() {
            return "calling";
          }
        };
    Config config = ConfigFactory.parseString("potoroo.steps.ask.timeout = 5s");
    Async<?, ?> calls =
        StepSettings.apply(Topology.of(calling), config)
            .steps()
            .get(0)
            .step()
            .async()
            .orElseThrow();
    assertThat(calls.parallel()).contains(3);
    assertThat(calls.timeout()).contains(Duration.ofSeconds(5));
    Config none = ConfigFactory.parseString("potoroo.steps.ask.parallel = 0");
    assertThatThrownBy(() -> StepSettings.apply(Topology.of(calling), none))
        .hasMessageContaining("[potoroo.steps.ask.parallel] is [0]");
    assertThatThrownBy(() -> topology("count.parallel = 2"))
        .hasMessageContaining("[potoroo.steps.count.parallel]");
    assertThatThrownBy(() -> calls.parallel(10_001)).hasMessageContaining("[10001]");
    assertThatThrownBy(() -> calls.timeout(Duration.ZERO)).hasMessageContaining("[PT0S]");
  }

  @Test
  void aStepKeepsAHistoryIfItIsTold() {
    assertThat(topology("").steps().get(0).step().history()).isZero();
    assertThat(topology("count.history = 10, total.history = 0").steps())
        .extracting(vertex -> vertex.step().history(), vertex -> vertex.step().isDense())
        .containsExactly(tuple(10, false), tuple(0, true));
    assertThatThrownBy(() -> topology("count.history = 1001"))
        .hasMessageContaining("[potoroo.steps.count.history] is [1001]")
        .hasMessageContaining("a whole number from 0 to 1000");
    assertThatThrownBy(() -> step("count").history(-1)).hasMessageContaining("[-1]");
  }

  private static Topology topology(String steps) {
    return StepSettings.apply(
        Topology.of(COUNTING),
        ConfigFactory.parseString("potoroo.steps { " + steps + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  private static List<Boolean> dense(String steps) {
    return topology(steps).steps().stream().map(vertex -> vertex.step().isDense()).toList();
  }
}

package dev.potoroo.internal.topology;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionFaultsTest {
  private static final Source<String> WORDS = Source.named("words", Codec.lines());
  private static final Sink<String> OUT = Sink.named("out", Codec.lines());

  @Test
  void acceptsAPipelineWithoutFaults() {
    assertThatCode(() -> build(DefinitionFaultsTest::sound)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Words", "1st", "a_b", "a b", "-a", "ä"})
  void refusesANameOfAnotherForm(String name) {
    assertOnly(
        flow -> flow.from(Source.named(name, Codec.lines())).to(OUT),
        ErrorCode.BAD_NAME,
        "Source [" + name + "] of pipeline [test]: this name is not allowed.",
        "at most 63 characters");
    assertOnly(
        flow -> flow.from(WORDS).to(Sink.named(name, Codec.lines())),
        ErrorCode.BAD_NAME,
        "Sink [" + name + "] of pipeline [test]: this name is not allowed.");
    assertOnly(
        flow -> flow.from(WORDS).keyBy(w -> w).step(counting(name)),
        ErrorCode.BAD_NAME,
        "Step [" + name + "] of pipeline [test]: this name is not allowed.");
  }

  @Test
  void takesANameOf63CharactersButNotOf64() {
    assertThatCode(() -> build(f -> f.from(WORDS).keyBy(w -> w).step(counting("a".repeat(63)))))
        .doesNotThrowAnyException();
    assertOnly(
        flow -> flow.from(WORDS).keyBy(w -> w).step(counting("a".repeat(64))),
        ErrorCode.BAD_NAME,
        "at most 63 characters");
  }

  @Test
  void refusesAnUnnamedStatefulElement() {
    assertOnly(
        flow -> flow.from(WORDS).keyBy(w -> w).step(counting("")),
        ErrorCode.BAD_NAME,
        "Step [] of pipeline [test]: it has no name.");
  }

  @Test
  void refusesAPipelineWhoseClassGivesNoName() {
    Pipeline lambda = DefinitionFaultsTest::sound;
    PotorooException refused =
        catchThrowableOfType(PotorooException.class, () -> Topology.of(lambda));
    assertThat(refused).hasMessageContaining("say it in name()");
    assertThat(refused.faults()).singleElement().matches(f -> f.code() == ErrorCode.BAD_NAME);
  }

  @Test
  void refusesTwoStepsOfOneName() {
    assertOnly(
        flow -> {
          flow.from(WORDS).keyBy(w -> w).step(counting("count"));
          flow.from(Source.named("more", Codec.lines())).keyBy(w -> w).step(counting("count"));
        },
        ErrorCode.DUPLICATE_NAME,
        "Step [count] of pipeline [test]: 2 steps have this name",
        "give each step a name of its own");
  }

  @Test
  void refusesOneStepAtTwoPlaces() {
    Step<String, Integer, Void> step = counting("count");
    assertOnly(
        flow -> {
          DataStream<String> words = flow.from(WORDS);
          words.keyBy(w -> w).step(step);
          words.keyBy(w -> w).step(step);
        },
        ErrorCode.DUPLICATE_NAME,
        "Step [count] of pipeline [test]: it is used 2 times. Merge the streams before keyBy");
  }

  @Test
  void refusesTwoSourcesOfOneName() {
    assertOnly(
        flow -> {
          flow.from(WORDS).to(OUT);
          flow.from(Source.named("words", Codec.lines())).to(OUT);
        },
        ErrorCode.DUPLICATE_NAME,
        "Source [words] of pipeline [test]: 2 sources have this name.");
  }

  @Test
  void refusesOneSourceAtTwoPlaces() {
    assertOnly(
        flow -> {
          flow.from(WORDS).to(OUT);
          flow.from(WORDS).to(OUT);
        },
        ErrorCode.DUPLICATE_NAME,
        "Source [words] of pipeline [test]: flow.from is called 2 times with it. Call it once");
  }

  @Test
  void refusesTwoSinksOfOneNameDeadLettersIncluded() {
    assertOnly(
        flow -> {
          flow.onError(ErrorPolicy.deadLetter(Sink.named("out", Codec.json(DeadLetter.class))));
          flow.from(WORDS).to(OUT);
        },
        ErrorCode.DUPLICATE_NAME,
        "Sink [out] of pipeline [test]: 2 different sinks have this name. Use one Sink object");
  }

  @Test
  void refusesASinkWithTheNameOfASource() {
    assertOnly(
        flow -> flow.from(WORDS).to(Sink.named("words", Codec.lines())),
        ErrorCode.DUPLICATE_NAME,
        "Sink [words] of pipeline [test]: a source has the same name",
        "potoroo.bindings.words",
        "Rename one");
  }

  @Test
  void refusesAPipelineWithoutSource() {
    assertOnly(
        flow -> {},
        ErrorCode.NO_SOURCE,
        "Pipeline [test]: it has no source. Begin with flow.from(Source.named(...))");
  }

  @Test
  void refusesASourceThatNothingReads() {
    assertOnly(
        flow -> {
          sound(flow);
          flow.from(Source.named("idle", Codec.lines()));
        },
        ErrorCode.DANGLING_STREAM,
        "Source [idle] of pipeline [test]: nothing takes its records.");
  }

  @Test
  void refusesAnOperatorThatGoesNowhere() {
    assertOnly(
        flow -> {
          sound(flow);
          flow.from(Source.named("idle", Codec.lines())).map(w -> w).filter(w -> w.isEmpty());
        },
        ErrorCode.DANGLING_STREAM,
        "filter after source [idle] of pipeline [test]: nothing takes its records.");
  }

  @Test
  void refusesAMergeAndAKeyByThatGoNowhere() {
    PotorooException refused =
        refused(
            flow -> {
              DataStream<String> words = flow.from(WORDS);
              DataStream<String> more = flow.from(Source.named("more", Codec.lines()));
              flow.merge(words, more);
              words.keyBy(w -> w);
            });
    assertThat(refused)
        .hasMessageContaining("merge of source [words] and source [more] of pipeline [test]: ")
        .hasMessageContaining("keyBy after source [words] of pipeline [test]: no step takes");
    assertThat(refused.faults()).hasSize(2);
  }

  @Test
  void refusesAnOutputThatNothingTakes() {
    Step<String, Integer, String> emitting =
        Step.named("emit")
            .in(String.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(String.class, (n, w, ctx) -> ctx.keep().emit(w));
    assertOnly(
        flow -> flow.from(WORDS).keyBy(w -> w).step(emitting),
        ErrorCode.DANGLING_STREAM,
        "Step [emit] of pipeline [test]: nothing takes the [String] that it emits.",
        "Send it to a sink or declare .out(Void.class).");
  }

  @Test
  void refusesToQuarantineTheKeysOfASource() {
    PotorooException refused =
        refused(
            flow ->
                flow.from(
                        WORDS.onError(
                            ErrorPolicy.skip()
                                .on(ArithmeticException.class, ErrorPolicy.quarantineKey())))
                    .keyBy(w -> w)
                    .step(counting("count")));
    assertThat(refused.faults())
        .extracting(PotorooException.Fault::code)
        .containsExactly(ErrorCode.UNSUPPORTED_POLICY);
    assertThat(refused).hasMessageContaining("Source [words]").hasMessageContaining("deadLetter()");
  }

  @Test
  void refusesToQuarantineTheKeysOfASink() {
    assertOnly(
        flow -> flow.from(WORDS).to(OUT.onError(ErrorPolicy.quarantineKey())),
        ErrorCode.UNSUPPORTED_POLICY,
        "Sink [out] of pipeline [test]: its error policy asks for [quarantineKey()], but records of"
            + " a sink have left their key.",
        "Use deadLetter(), and quarantineKey() for steps.");
  }

  @Test
  void saysWhereDefineThrew() {
    PotorooException refused =
        refused(
            flow -> {
              throw new IllegalStateException("no luck");
            });
    assertThat(refused)
        .hasMessageMatching(
            Pattern.compile(
                "POTOROO-1008 Pipeline \\[test]: define\\(\\) threw"
                    + " \\[java\\.lang\\.IllegalStateException] at \\["
                    + Pattern.quote(DefinitionFaultsTest.class.getName())
                    + ".*:\\d+]: \\[no luck]\\. .*"))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhereAConstantCouldNotBeMade() {
    PotorooException refused = refused(flow -> flow.from(Broken.SOURCE).to(OUT));
    assertThat(refused)
        .hasMessageContaining("java.lang.IllegalArgumentException")
        .hasMessageContaining("DefinitionFaultsTest$Broken")
        .hasMessageContaining("retries must be 1 to 1000");
  }

  @Test
  void reportsAllFaultsTogether() {
    PotorooException refused =
        refused(
            flow -> {
              flow.from(Source.named("Words", Codec.lines())).keyBy(w -> w).step(counting("Count"));
              flow.from(WORDS.onError(ErrorPolicy.quarantineKey())).map(w -> w);
            });
    assertThat(refused.faults())
        .extracting(PotorooException.Fault::code)
        .containsExactly(
            ErrorCode.BAD_NAME,
            ErrorCode.BAD_NAME,
            ErrorCode.DANGLING_STREAM,
            ErrorCode.UNSUPPORTED_POLICY);
    assertThat(refused.getMessage().lines())
        .hasSize(4)
        .allMatch(line -> line.matches("POTOROO-\\d{4} .*\\[test].*"));
  }

  private static final class Broken {
    static final Source<String> SOURCE =
        Source.named("broken", Codec.lines())
            .onError(ErrorPolicy.retry(0, ofMillis(1)).thenDeadLetter());
  }

  private static void sound(Flow flow) {
    flow.from(WORDS).keyBy(w -> w).step(counting("count"));
  }

  private static Step<String, Integer, Void> counting(String name) {
    return Step.named(name)
        .in(String.class)
        .state(Integer.class, () -> 0)
        .out(Void.class)
        .on(String.class, (count, word, ctx) -> ctx.become(count + 1));
  }

  private static Topology build(Consumer<Flow> definition) {
    return Pipelines.build(definition);
  }

  private static PotorooException refused(Consumer<Flow> definition) {
    return Pipelines.refused(definition);
  }

  private static void assertOnly(Consumer<Flow> definition, ErrorCode code, String... parts) {
    Pipelines.assertOnlyFault(definition, code, parts);
  }
}

package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.DeadLetter;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.ErrorPolicy.Action;
import dev.potoroo.FlowNode.Operator.Kind;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import org.junit.jupiter.api.Test;

class FusionTest {
  private static final Source<String> A = Source.named("a", Codec.lines());
  private static final Source<String> B = Source.named("b", Codec.lines());
  private static final Sink<String> X = Sink.named("x", Codec.lines());
  private static final Sink<String> Y = Sink.named("y", Codec.lines());

  @Test
  void chainsOperatorsInTheirOrder() {
    Topology topology =
        Pipelines.build(f -> f.from(A).map(w -> w).filter(w -> true).peek(w -> {}).to(X));
    assertThat(shape(source(topology, 0))).isEqualTo("MAP FILTER PEEK sink 0");
  }

  @Test
  void forksAStreamThatIsUsedSeveralTimesInTheOrderOfDefinition() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> words = flow.from(A);
              words.map(w -> w).to(X).to(Y);
              words.to(Y);
              words.keyBy(w -> w).step(step("s"));
            });
    assertThat(shape(source(topology, 0))).isEqualTo("{MAP {sink 0 | sink 1} | sink 1 | step 0}");
  }

  @Test
  void givesEachMergedStreamWhatFollowsTheMerge() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> a = flow.from(A).map(w -> w);
              DataStream<String> both = flow.merge(a, flow.from(B));
              both.filter(w -> true).keyBy(w -> w).step(step("s"));
              both.to(X);
            });
    assertThat(shape(source(topology, 0))).isEqualTo("MAP {FILTER step 0 | sink 0}");
    assertThat(shape(source(topology, 1))).isEqualTo("{FILTER step 0 | sink 0}");
  }

  @Test
  void mergesMerges() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> a = flow.from(A);
              flow.merge(flow.merge(a, flow.from(B)), a.map(w -> w)).to(X);
            });
    assertThat(shape(source(topology, 0))).isEqualTo("{sink 0 | MAP sink 0}");
    assertThat(shape(source(topology, 1))).isEqualTo("sink 0");
  }

  @Test
  void keysOneStreamForSeveralSteps() {
    Topology topology =
        Pipelines.build(
            flow -> {
              var keyed = flow.from(A).keyBy(w -> w);
              keyed.step(step("s"));
              keyed.step(step("t"));
            });
    assertThat(shape(source(topology, 0))).isEqualTo("{step 0 | step 1}");
    assertThat(shape(topology.steps().get(0).out())).isEqualTo("{}");
  }

  @Test
  void endsAtAStepAndGoesOnAfterIt() {
    Step<String, Integer, String> first =
        Step.named("first")
            .in(String.class)
            .state(Integer.class, () -> 0)
            .out(String.class)
            .on(String.class, (n, w, ctx) -> ctx.keep().emit(w));
    Topology topology =
        Pipelines.build(
            f ->
                f.from(A)
                    .keyBy(w -> w)
                    .step(first)
                    .flatMap(w -> java.util.List.of(w))
                    .only(String.class)
                    .keyBy(w -> w)
                    .step(step("second")));
    assertThat(shape(source(topology, 0))).isEqualTo("step 0");
    assertThat(shape(topology.steps().get(0).out())).isEqualTo("FLAT_MAP ONLY step 1");
    assertThat(topology.steps()).extracting(s -> s.name()).containsExactly("first", "second");
  }

  @Test
  void staysSmallWhenStreamsPartAndMeetAgainAndAgain() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> words = flow.from(A);
              for (int i = 0; i < 40; i++) {
                words = flow.merge(words.map(w -> w), words.filter(w -> true)).peek(w -> {});
              }
              words.to(X);
            });
    assertThat(TopologyDescriber.describe(topology, true).nodes()).hasSizeLessThan(200);
  }

  @Test
  void numbersTheSinksOfStreamsAndPoliciesOnce() {
    Sink<DeadLetter> own = Sink.named("own", Codec.json(DeadLetter.class));
    Sink<DeadLetter> nested = Sink.named("nested", Codec.json(DeadLetter.class));
    Topology topology =
        Pipelines.build(
            flow -> {
              flow.onError(ErrorPolicy.deadLetter(own));
              flow.from(
                      A.onError(
                          ErrorPolicy.skip()
                              .on(
                                  RuntimeException.class,
                                  ErrorPolicy.skip()
                                      .on(
                                          ArithmeticException.class,
                                          ErrorPolicy.deadLetter(nested)))))
                  .to(X)
                  .map(w -> w)
                  .to(X);
              flow.from(B.onError(ErrorPolicy.deadLetter(own))).to(Y);
            });
    assertThat(topology.sinks())
        .extracting(sink -> sink.index() + " " + sink.name())
        .containsExactly("0 x", "1 y", "2 own", "3 nested");
  }

  @Test
  void numbersTheSinksOfTheSinksPoliciesLast() {
    Sink<DeadLetter> last = Sink.named("last", Codec.json(DeadLetter.class));
    Sink<DeadLetter> next =
        Sink.named("next", Codec.json(DeadLetter.class)).onError(ErrorPolicy.deadLetter(last));
    Topology topology =
        Pipelines.build(
            flow -> {
              flow.from(A).to(X.onError(ErrorPolicy.deadLetter(next)));
              flow.from(B).to(Y);
            });
    assertThat(topology.sinks())
        .extracting(sink -> sink.index() + " " + sink.name())
        .containsExactly("0 x", "1 y", "2 next", "3 last");
    assertThat(topology.sinks().get(0).policy().sink()).containsSame(next);
    assertThat(topology.sinks().get(1).policy().sink()).isEmpty();
  }

  @Test
  void resolvesPolicies() {
    Topology defaults = Pipelines.build(f -> f.from(A).keyBy(w -> w).step(step("s")));
    assertThat(defaults.sources().get(0).policy().action()).isEqualTo(Action.DEAD_LETTER);
    assertThat(defaults.steps().get(0).policy().action()).isEqualTo(Action.QUARANTINE_KEY);
    assertThat(defaults.streamPolicy().action()).isEqualTo(Action.DEAD_LETTER);

    Topology said =
        Pipelines.build(
            flow -> {
              flow.onError(ErrorPolicy.skip());
              flow.from(A.onError(ErrorPolicy.stop())).to(X);
              flow.from(B).keyBy(w -> w).step(step("s"));
            });
    assertThat(said.sources())
        .extracting(source -> source.policy().action())
        .containsExactly(Action.STOP, Action.SKIP);
    assertThat(said.steps().get(0).policy().action()).isEqualTo(Action.SKIP);
    assertThat(said.streamPolicy().action()).isEqualTo(Action.SKIP);
  }

  private static Stage source(Topology topology, int index) {
    return topology.sources().get(index).out();
  }

  private static String shape(Stage stage) {
    if (stage instanceof Stage.Apply apply) {
      Kind kind = apply.kind();
      return kind + " " + shape(apply.next());
    } else if (stage instanceof Stage.Fork fork) {
      return "{" + String.join(" | ", fork.branches().stream().map(s -> shape(s)).toList()) + "}";
    } else if (stage instanceof Stage.ToStep toStep) {
      return "step " + toStep.step();
    }
    return "sink " + ((Stage.ToSink) stage).sink();
  }

  private static Step<String, Integer, Void> step(String name) {
    return Step.named(name)
        .in(String.class)
        .state(Integer.class, () -> 0)
        .out(Void.class)
        .on(String.class, (count, word, ctx) -> ctx.become(count + 1));
  }
}

package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state that cannot be kept costs its own key a stop, and nobody else anything. */
class UnusableStateTest {
  /** A number that cannot be written while it is 3. */
  record Picky(int n) {
    @JsonCreator
    Picky {}

    @JsonValue
    int written() {
      if (n == 3) {
        throw new IllegalStateException("it is three");
      }
      return n;
    }
  }

  static final class Counter {
    Picky count = new Picky(0);
  }

  private record Counting(Step<String, ?, String> step) implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("words", Codec.lines()))
          .keyBy(word -> word.substring(0, 1))
          .step(step)
          .to(Sink.named("counts", Codec.lines()));
    }
  }

  private static Pipeline pipeline(String kind) {
    return new Counting(
        kind.equals("mutable")
            ? Step.named("count")
                .in(String.class)
                .mutableState(Counter.class, Counter::new)
                .out(String.class)
                .on(
                    String.class,
                    (counter, word, ctx) -> {
                      counter.count = new Picky(counter.count.n() + 1);
                      return ctx.keep().emit(word + " " + counter.count.n());
                    })
            : Step.named("count")
                .in(String.class)
                .state(Codec.json(Picky.class), () -> new Picky(0))
                .out(String.class)
                .on(
                    String.class,
                    (count, word, ctx) ->
                        ctx.become(new Picky(count.n() + 1)).emit(word + " " + (count.n() + 1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"immutable", "mutable"})
  void thatCannotBeEncodedParksItsKeyAsOfTheLastCommit(String kind) {
    try (PipelineTest test = PipelineTest.of(pipeline(kind)).nodes(2)) {
      test.put("words", "a", "b", "b").endRound();
      test.put("words", "b", "a", "c").endRound();
      assertThat(test.committed("counts", String.class))
          .as("what the key has emitted since is undone with its state")
          .containsExactlyInAnyOrder("a 1", "b 1", "b 2", "a 2", "c 1");
      assertThat(test.object("count", "b", Object.class)).isPresent();
      test.put("words", "c", "b", "d").endRound();
      test.restart();
      test.put("words", "b", "d").endRound();
      assertThat(test.committed("counts", String.class))
          .as("it stays so, and the others go on")
          .containsExactlyInAnyOrder("a 1", "b 1", "b 2", "a 2", "c 1", "c 2", "d 1", "d 2");
    }
  }

  @Test
  void ofManyKeysAreAllFoundAtOnce() {
    try (PipelineTest test = PipelineTest.of(pipeline("immutable")).nodes(2)) {
      List<String> words = new ArrayList<>();
      for (char key = 'A'; key <= 'Z'; key++) {
        for (int i = 0; i < (key % 2 == 0 ? 3 : 2); i++) {
          words.add(String.valueOf(key));
        }
      }
      test.put("words", words.toArray()).endRound();
      assertThat(test.committed("counts", String.class)).hasSize(2 * 13);
    }
  }

  @Test
  void thatCannotBeRebuiltParksItsKeyAsOfTheLastCommit() {
    AtomicInteger calls = new AtomicInteger();
    Step<String, ?, String> moody =
        Step.named("count")
            .in(String.class)
            .mutableState(Counter.class, Counter::new)
            .out(String.class)
            .on(
                String.class,
                (counter, word, ctx) -> {
                  counter.count = new Picky(counter.count.n() + 10);
                  if (word.startsWith("b") && calls.incrementAndGet() > 2) {
                    throw new IllegalStateException("of another mood");
                  }
                  return ctx.keep().emit(word + " " + counter.count.n());
                });
    try (PipelineTest test = PipelineTest.of(new Counting(moody))) {
      test.put("words", "a", "b").endRound();
      test.put("words", "b", "b", "a").endRound();
      assertThat(test.committed("counts", String.class))
          .containsExactlyInAnyOrder("a 10", "b 10", "a 20");
    }
  }

  @Test
  void isSoughtNoMoreOftenThanThePipelineMayGoBack() {
    AtomicInteger made = new AtomicInteger();
    // Each time another key is to blame: the replay of the same records never comes to an end.
    Step<String, ?, String> step =
        Step.named("count")
            .in(String.class)
            .state(Codec.json(Picky.class), () -> new Picky(0))
            .out(String.class)
            .on(
                String.class,
                (count, word, ctx) ->
                    ctx.become(new Picky(made.incrementAndGet() % 5 == 0 ? 3 : 1)).emit(word));
    try (PipelineTest test =
        PipelineTest.of(new Counting(step)).set("potoroo.rounds.max-rollbacks", 2)) {
      List<String> words = new ArrayList<>();
      for (char key = 'A'; key <= 'Z'; key++) {
        words.add(String.valueOf(key));
      }
      assertThatThrownBy(() -> test.put("words", words.toArray()).endRound())
          .hasMessageContaining("more than [2] times");
    }
  }
}

package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Aggregate;
import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Records that are combined where they are, with faults at random. */
class CombineSimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 30);

  /** Words are counted by readers, their letters by lanes. */
  private static final class Letters implements Pipeline, Simulation.Scenario {
    private static final Step<String, Long, String> SPLIT =
        Step.named("split")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(String.class)
            .on(
                String.class,
                (n, word, ctx) ->
                    ctx.become(n + 1).emitAll(word.chars().mapToObj(Character::toString).toList()));

    private final Map<String, Long> words = new TreeMap<>();
    private final Map<String, Long> letters = new TreeMap<>();

    @Override
    public void define(Flow flow) {
      Aggregate<String, Long, Long> count = Aggregate.count(String.class);
      Sink<String> counts = Sink.named("counts", Codec.lines());
      DataStream<String> in = flow.from(Source.named("in", Codec.lines()));
      in.keyBy(word -> word)
          .combineLocally(count)
          .aggregate("words")
          .map(one -> one.key() + " " + one.value())
          .to(counts);
      in.keyBy(word -> word)
          .step(SPLIT)
          .keyBy(letter -> letter)
          .combineLocally(count)
          .aggregate("letters")
          .map(one -> one.key() + " " + one.value())
          .to(counts);
    }

    @Override
    public Pipeline pipeline() {
      return this;
    }

    @Override
    public void input(PipelineTest test, Random random) {
      String[] some = new String[1 + random.nextInt(8)];
      for (int i = 0; i < some.length; i++) {
        some[i] = random.nextBoolean() ? "aab" : "b" + (char) ('a' + random.nextInt(5));
        words.merge(some[i], 1L, Long::sum);
        some[i].chars().forEach(c -> letters.merge(Character.toString(c), 1L, Long::sum));
      }
      test.putTo("in", random.nextInt(3), (Object[]) some);
    }

    @Override
    public void check(PipelineTest test) {
      words.forEach((word, n) -> assertThat(test.state("words", word, Long.class)).contains(n));
      letters.forEach(
          (letter, n) -> assertThat(test.state("letters", letter, Long.class)).contains(n));
      assertThat(test.keys("words")).containsExactlyElementsOf(words.keySet());
      assertThat(test.keys("letters")).containsExactlyElementsOf(letters.keySet());
    }
  }

  @Test
  void noFaultChangesWhatIsCounted() {
    Simulation.of(Letters::new).seeds(1, SEEDS).nodes(3).partitions("in", 3).run();
  }

  /** In time, also if no round ends. */
  @Test
  void whatALaneHasCombinedIsSentWhenItIsOldEnough() {
    try (PipelineTest test = PipelineTest.of(new Letters())) {
      test.set("potoroo.combine.age", "100ms").set("potoroo.rounds.interval", "1h");
      test.put("in", "aab", "ba");
      assertThat(test.state("letters", "a", Long.class)).isEmpty();
      test.advance(Duration.ofMillis(101));
      assertThat(test.state("letters", "a", Long.class)).contains(3L);
      // What was planned is forgotten with the generation.
      test.put("in", "ba").rollBack();
      assertThat(test.state("letters", "a", Long.class)).isEmpty();
      test.advance(Duration.ofMillis(101));
      assertThat(test.state("letters", "a", Long.class)).contains(4L);
    }
  }
}

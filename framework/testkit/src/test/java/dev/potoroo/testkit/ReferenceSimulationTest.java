package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference data with faults at random: two keys that see one record read the same. */
class ReferenceSimulationTest {
  private static final int SEEDS = Integer.getInteger("test.seeds", 50);
  private static final Ref<Integer> UPDATES = Ref.of("updates", Integer.class, () -> 0);

  private static Step<String, Integer, String> reader(String name, boolean dense) {
    return Step.named(name)
        .in(String.class)
        .state(Integer.class, () -> 0)
        .out(String.class)
        .reads(UPDATES)
        .on(
            String.class,
            (last, line, ctx) ->
                ctx.become(ctx.ref(UPDATES)).emit(line + " " + last + " " + ctx.ref(UPDATES)))
        .dense(dense);
  }

  /** Each update adds one; each line says what its two keys have read, and had read before. */
  private record Both(boolean dense) implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.reference(
          UPDATES, Source.named("changes", Codec.lines()), String.class, (n, line) -> n + 1);
      flow.from(Source.named("lines", Codec.lines()))
          .keyBy(line -> line)
          .step(reader("first", dense))
          .keyBy(line -> "second of " + line.charAt(0))
          .step(reader("second", dense))
          .to(Sink.named("out", Codec.lines()));
    }

    @Override
    public String name() {
      return "both";
    }
  }

  private static final class AllReadTheSame implements Simulation.Scenario {
    private final boolean dense;
    private int lines;
    private int updates;

    AllReadTheSame(boolean dense) {
      this.dense = dense;
    }

    @Override
    public Pipeline pipeline() {
      return new Both(dense);
    }

    @Override
    public void input(PipelineTest test, Random random) {
      if (random.nextInt(4) == 0) {
        updates++;
        test.put("changes", "one more");
      } else {
        lines++;
        test.put("lines", String.valueOf((char) ('a' + random.nextInt(8))));
      }
    }

    @Override
    public void check(PipelineTest test) {
      assertThat(test.state("updates", "updates", Integer.class).orElse(0)).isEqualTo(updates);
      Map<String, String> before = new HashMap<>();
      List<String> committed = test.committed("out", String.class);
      assertThat(committed).hasSize(lines);
      for (String line : committed) {
        List<String> words = List.of(line.split(" "));
        assertThat(words.get(4)).as(line).isEqualTo(words.get(2));
        assertThat(words.get(1)).as(line).isEqualTo(before.getOrDefault(words.get(0), "0"));
        assertThat(words.get(3)).as(line).isEqualTo(words.get(1));
        assertThat(Integer.parseInt(words.get(2)))
            .as(line)
            .isBetween(Integer.parseInt(words.get(1)), updates);
        before.put(words.get(0), words.get(2));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoKeysOfOneRecordReadTheSameAndEachUpdateCountsOnce(boolean dense) {
    Simulation.of(() -> new AllReadTheSame(dense)).seeds(1, SEEDS).nodes(3).run();
  }
}

package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.ErrorCode;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Ref;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.status.TopologyDescription.Reference;
import dev.potoroo.status.TopologyFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RefFaultsTest {
  private static final Ref<Long> LIMIT = Ref.of("limit", Long.class, () -> 0L);

  private static Consumer<Flow> reading(Ref<?> read) {
    Step<String, Long, Void> step =
        Step.named("reader")
            .in(String.class)
            .state(Long.class, () -> 0L)
            .out(Void.class)
            .reads(read)
            .on(String.class, (n, line, ctx) -> ctx.keep());
    return flow -> {
      flow.reference(LIMIT, Source.named("limits", Codec.json(Long.class)));
      flow.from(Source.named("in", Codec.lines())).keyBy(line -> line).step(step);
    };
  }

  @Test
  void whatAStepReadsMustBeDefined() {
    Pipelines.assertOnlyFault(
        reading(Ref.of("other", Long.class, () -> 0L)),
        ErrorCode.UNDEFINED_REFERENCE,
        "Step [reader] of pipeline [test]: it reads Ref [other], but the pipeline has [limit]. Add"
            + " flow.reference(...) with it in define().");
  }

  @Test
  void whatAStepReadsMustBeOfTheClassThatIsDefined() {
    Pipelines.assertOnlyFault(
        reading(Ref.of("limit", String.class, () -> "")),
        ErrorCode.UNDEFINED_REFERENCE,
        "Step [reader] of pipeline [test]: it reads Ref [limit] as [String], but in the pipeline"
            + " that is a [Long].");
  }

  @Test
  void theGraphShowsWhoReadsAndOneBadUpdateHoldsNothingBack() {
    Topology topology = Pipelines.build(reading(LIMIT));
    assertThat(topology.references()).extracting(vertex -> vertex.name()).containsExactly("limit");
    assertThat(topology.steps().get(0).policy().action()).isEqualTo(ErrorPolicy.Action.DEAD_LETTER);
    assertThat(TopologyDescriber.describe(topology, true).references())
        .containsExactly(new Reference("limit", "reader"));
    assertThat(TopologyPrinter.print(topology, TopologyFormat.TEXT, true))
        .contains("step limit  (Long -> nothing, state Long, reference data)\n  .. read by reader");
    assertThat(TopologyPrinter.print(topology, TopologyFormat.MERMAID, true))
        .contains("-.->|read by|");
    assertThat(TopologyPrinter.print(topology, TopologyFormat.DOT, true)).contains("style=dashed");
  }
}

package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Flow;
import dev.potoroo.JacksonSupport;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.status.TopologyDescription;
import dev.potoroo.status.TopologyFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TopologyPrinterTest {
  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (count, word, ctx) -> ctx.become(count + 1).emit(word));

  @Test
  void printsText() {
    assertThat(print(TopologyFormat.TEXT))
        .isEqualTo(
            """
            pipeline test

            source lines  (lines, as bound)
              -> lines: map, filter

            lines: map, filter
              -> by key to count

            source more  (lines, generator, if bound)
              -> more: filter

            more: filter
              -> by key to count

            step count  (String -> String, state Long)
              -> counts
              -> count: only String, map

            count: only String, map
              -> odd

            sink counts  (lines, as bound)

            sink odd  (json, file "a\\b" <#1>)

            after a crash
              lines -> counts: unknown (source [lines] is not bound)
              lines -> odd: unknown (source [lines] is not bound)
              more -> counts: unknown (source [more] is not bound)
              more -> odd: unknown (source [more] is not bound)
            """);
  }

  @Test
  void printsJson() throws Exception {
    String printed = print(TopologyFormat.JSON);
    assertThat(JacksonSupport.json().readValue(printed, TopologyDescription.class))
        .isEqualTo(TopologyDescriber.describe(Pipelines.build(TopologyPrinterTest::define), true));
    assertThat(printed).contains("\"name\" : \"lines: map, filter\"").endsWith("}\n");
  }

  @Test
  void printsMermaid() {
    assertThat(print(TopologyFormat.MERMAID))
        .isEqualTo(
            """
            flowchart LR
              n0(["lines<br>lines, as bound"])
              n1["map, filter"]
              n2(["more<br>lines, generator, if bound"])
              n3["filter"]
              n4[("count<br>String -#gt; String, state Long")]
              n5["only String, map"]
              n6(["counts<br>lines, as bound"])
              n7(["odd<br>json, file #quot;a\\b#quot; #lt;#35;1#gt;"])
              n0 --> n1
              n1 -->|by key| n4
              n2 --> n3
              n3 -->|by key| n4
              n4 --> n6
              n4 --> n5
              n5 --> n7
            """);
  }

  @Test
  void printsDot() {
    assertThat(print(TopologyFormat.DOT))
        .isEqualTo(
            """
            digraph "test" {
              rankdir=LR;
              n0 [label="lines\\nlines, as bound", shape=ellipse];
              n1 [label="map, filter", shape=box];
              n2 [label="more\\nlines, generator, if bound", shape=ellipse];
              n3 [label="filter", shape=box];
              n4 [label="count\\nString -> String, state Long", shape=cylinder];
              n5 [label="only String, map", shape=box];
              n6 [label="counts\\nlines, as bound", shape=ellipse];
              n7 [label="odd\\njson, file \\"a\\\\b\\" <#1>", shape=ellipse];
              n0 -> n1;
              n1 -> n4 [label="by key"];
              n2 -> n3;
              n3 -> n4 [label="by key"];
              n4 -> n6;
              n4 -> n5;
              n5 -> n7;
            }
            """);
  }

  @Test
  void givesEqualOperatorsAndElementsOfOneNameDifferentNames() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> words = flow.from(Source.named("words", Codec.lines()));
              words.map(w -> w).keyBy(w -> w).step(COUNT).to(Sink.named("count", Codec.lines()));
              words.map(w -> w + w).to(Sink.named("twice", Codec.lines()));
            });
    assertThat(TopologyDescriber.describe(topology, true).nodes())
        .extracting(TopologyDescription.Node::name)
        .containsExactly("words", "words: map", "words: map (2)", "count", "count (2)", "twice");
  }

  private static String print(TopologyFormat format) {
    return TopologyPrinter.print(Pipelines.build(TopologyPrinterTest::define), format, true);
  }

  private static void define(Flow flow) {
    DataStream<String> lines =
        flow.from(Source.named("lines", Codec.lines())).map(l -> l.toLowerCase(Locale.ROOT));
    DataStream<String> more =
        flow.from(
            Source.named("more", Codec.lines())
                .generatedBy((index, random) -> Long.toString(index)));
    DataStream<String> counts =
        flow.merge(lines, more).filter(l -> !l.isEmpty()).keyBy(l -> l).step(COUNT);
    counts.to(Sink.named("counts", Codec.lines()));
    counts
        .only(String.class)
        .map(String::length)
        .to(Sink.named("odd", Codec.json(Integer.class)).into(new OddFile()));
  }

  /** A connector whose description needs escaping. */
  private static final class OddFile implements SinkConnector {
    @Override
    public String describe() {
      return "file \"a\\b\" <#1>";
    }

    @Override
    public SinkWriter open(SinkContext context) {
      throw new UnsupportedOperationException("printing opens nothing");
    }
  }
}

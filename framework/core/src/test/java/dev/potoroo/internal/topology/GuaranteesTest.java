package dev.potoroo.internal.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.DataStream;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.console.ConsoleSink;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.connector.tcp.TcpSource;
import dev.potoroo.status.TopologyDescription.Path;
import dev.potoroo.status.TopologyDescription.Path.Guarantee;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuaranteesTest {
  private static final SourceConnector MEMORY = MemorySource.create();
  private static final SourceConnector TCP = TcpSource.listen("127.0.0.1", 0);
  private static final Step<String, Long, String> COUNT =
      Step.named("count")
          .in(String.class)
          .state(Long.class, () -> 0L)
          .out(String.class)
          .on(String.class, (count, word, ctx) -> ctx.become(count + 1).emit(word));

  /** A source whose senders wait for a word. */
  private static final class Acknowledging implements SourceConnector {
    @Override
    public String describe() {
      return "acknowledging";
    }

    @Override
    public Scope scope() {
      return Scope.NODE;
    }

    @Override
    public boolean replayable() {
      return false;
    }

    @Override
    public boolean acknowledges() {
      return true;
    }

    @Override
    public SourceReader open(SourceContext context) {
      throw new UnsupportedOperationException("nothing is opened");
    }
  }

  private static Path path(SourceConnector source, SinkConnector sink, boolean stored) {
    List<Path> paths =
        Guarantees.of(
            Pipelines.build(
                flow ->
                    flow.from(Source.named("in", Codec.lines()).from(source))
                        .keyBy(line -> line)
                        .step(COUNT)
                        .to(Sink.named("out", Codec.lines()).into(sink))),
            stored);
    assertThat(paths).hasSize(1);
    return paths.get(0);
  }

  private static Guarantee of(SourceConnector source, SinkConnector sink) {
    return path(source, sink, true).guarantee();
  }

  @Test
  void isThatOfTheWorseEnd() {
    SinkConnector once = MemorySink.create();
    SinkConnector atOnce = ConsoleSink.stdout();
    assertThat(of(MEMORY, once)).isEqualTo(Guarantee.EXACTLY_ONCE);
    assertThat(of(MEMORY, atOnce)).isEqualTo(Guarantee.AT_LEAST_ONCE);
    assertThat(of(new Acknowledging(), once)).isEqualTo(Guarantee.AT_LEAST_ONCE);
    assertThat(of(TCP, once)).isEqualTo(Guarantee.AT_MOST_ONCE);
    assertThat(of(TCP, atOnce)).isEqualTo(Guarantee.AT_MOST_ONCE);
    assertThat(path(MEMORY, atOnce, true).why()).startsWith("sink [out] writes at once");
    assertThat(path(TCP, atOnce, true).why()).startsWith("source [in] cannot read again");
  }

  @Test
  void isNoneWhereNothingIsKept() {
    Path path = path(MEMORY, MemorySink.create(), false);
    assertThat(path.guarantee()).isEqualTo(Guarantee.AT_MOST_ONCE);
    assertThat(path.why()).contains("store");
  }

  @Test
  void hasEachWayFromASourceToASink() {
    Topology topology =
        Pipelines.build(
            flow -> {
              DataStream<String> a = flow.from(Source.named("a", Codec.lines()).from(MEMORY));
              DataStream<String> b = flow.from(Source.named("b", Codec.lines()).from(TCP));
              a.to(Sink.named("x", Codec.lines()).into(MemorySink.create()));
              flow.merge(a, b)
                  .filter(line -> true)
                  .keyBy(line -> line)
                  .step(COUNT)
                  .to(Sink.named("y", Codec.lines()));
            });
    assertThat(Guarantees.of(topology, true))
        .extracting(path -> path.source() + path.sink() + " " + path.guarantee())
        .containsExactly("ax exactly-once", "ay unknown", "by at-most-once on node loss");
  }
}

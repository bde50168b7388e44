package dev.potoroo.testkit;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Ref;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.Step;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.connector.memory.MemorySource;
import dev.potoroo.status.PipelineStatus.NodeStatus;
import dev.potoroo.status.PipelineStatus.ReferenceStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reference data on two real nodes. */
@Timeout(120)
class ReferenceNodesTest {
  private static final Ref<Long> LIMIT = Ref.of("limit", Long.class, () -> 0L);
  private static final int KEYS = 20;

  @TempDir private Path folder;

  private final MemorySource limits = MemorySource.create();
  private final MemorySource in = MemorySource.create();
  private final MemorySink out = MemorySink.create();

  /** Adds what its key has read to the line. */
  private static Step<String, Long, String> reader(String name) {
    return Step.named(name)
        .in(String.class)
        .state(Long.class, () -> 0L)
        .out(String.class)
        .reads(LIMIT)
        .on(String.class, (n, line, ctx) -> ctx.become(n + 1).emit(line + " " + ctx.ref(LIMIT)));
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public void define(Flow flow) {
        flow.reference(LIMIT, Source.named("limits", Codec.json(Long.class)).from(limits));
        flow.from(Source.named("lines", Codec.lines()).from(in))
            .keyBy(line -> line)
            .step(reader("first"))
            .keyBy(line -> "second of " + line)
            .step(reader("second"))
            .to(Sink.named("out", Codec.lines()).into(out));
      }

      @Override
      public String name() {
        return "referring";
      }
    };
  }

  private void sendLines() {
    in.send(IntStream.range(0, KEYS).mapToObj(i -> "k" + i).toArray(String[]::new));
  }

  @Test
  void allKeysOnBothNodesGoOverToAValueTogether() {
    limits.send("1");
    sendLines();
    try (PipelineNodes nodes =
        PipelineRunner.of(pipeline(), folder)
            .nodes(2)
            .postgres()
            .set("potoroo.rounds.interval", "20ms")
            .start()) {
      await().atMost(ofMinutes(1)).until(() -> out.size() >= KEYS);
      for (int value = 2; value <= 8; value++) {
        String last = " " + value;
        limits.send(Integer.toString(value));
        await()
            .atMost(ofMinutes(1))
            .until(
                () -> {
                  sendLines();
                  return out.texts().stream().anyMatch(line -> line.endsWith(last));
                });
      }
      List<NodeStatus> status = nodes.status().nodes();
      assertThat(status).hasSize(2);
      ReferenceStatus first = status.get(0).references().get(0);
      assertThat(first.updates()).isEqualTo(8);
      assertThat(status.get(1).references()).containsExactly(first);
      limits.end();
      in.end();
      nodes.awaitEnd();
    }
    assertThat(out.texts().subList(0, KEYS)).allMatch(line -> line.endsWith(" 1 1"));
    assertThat(out.texts()).allMatch(line -> line.matches("k\\d+ (\\d+) \\1"));
  }
}

package dev.potoroo.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.Codec;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.RawRecord;
import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.memory.MemorySink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records in a form of their connector's own, on a real node. */
@Timeout(120)
class RawRecordTest {
  @TempDir Path data;

  private final MemorySink out = MemorySink.create();

  /** What the connector has of a record: a number. */
  private record Number(int number) implements RawRecord {
    @Override
    public int size() {
      return Integer.BYTES;
    }

    @Override
    public byte[] bytes() {
      return ("number " + number).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Has the numbers 0, 1, and 2. */
  private static final class Numbers implements SourceConnector {
    @Override
    public String describe() {
      return "numbers";
    }

    @Override
    public Scope scope() {
      return Scope.CLUSTER;
    }

    @Override
    public boolean replayable() {
      return true;
    }

    @Override
    public SourceReader open(SourceContext context) {
      return new SourceReader() {
        @Override
        public Progress poll(RecordBatch batch) {
          for (int i = (int) context.startPosition(); i < 3; i++) {
            batch.add(new Number(i), i + 1);
          }
          return Progress.ENDED;
        }

        @Override
        public void close() {}
      };
    }
  }

  private void run(Codec<String> codec) {
    Pipeline pipeline =
        TestNodes.named(
            "numbers",
            flow ->
                flow.from(Source.named("in", codec).from(new Numbers()))
                    .filter(
                        text -> {
                          if (text.endsWith("2")) {
                            throw new IllegalStateException("no twos here");
                          }
                          return true;
                        })
                    .to(Sink.named("out", Codec.lines()).into(out)));
    try (PipelineService service = TestNodes.start(pipeline, data, Map.of())) {
      assertThat(service.outcome().toCompletableFuture().join().kind())
          .isEqualTo(Outcome.Kind.ENDED);
    }
  }

  private List<String> letters() throws IOException {
    return Files.readAllLines(data.resolve("numbers/dead-letters.jsonl"));
  }

  private static String raw(int number) {
    byte[] bytes = new Number(number).bytes();
    return "\"raw\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"";
  }

  @Test
  void aCodecThatReadsTheFormGetsNoBytes() throws IOException {
    run(
        Codec.lines()
            .reading(
                Number.class,
                number -> {
                  if (number.number() == 1) {
                    throw new IOException("ones cannot be read");
                  }
                  return "read " + number.number();
                }));
    assertThat(out.texts()).containsExactly("read 0");
    assertThat(letters()).hasSize(2);
    assertThat(letters().get(0)).contains("\"reason\":\"decode\"", "ones cannot be read", raw(1));
    assertThat(letters().get(1)).contains("no twos here", raw(2));
  }

  @Test
  void anyOtherCodecGetsTheBytes() throws IOException {
    run(Codec.lines());
    assertThat(out.texts()).containsExactly("number 0", "number 1");
    assertThat(letters()).singleElement().asString().contains("no twos here", raw(2));
  }
}

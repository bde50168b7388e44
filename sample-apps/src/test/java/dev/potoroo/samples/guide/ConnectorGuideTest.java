package dev.potoroo.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.testkit.PipelineRunner;
import dev.potoroo.testkit.connector.SourceContract;
import dev.potoroo.testkit.connector.TransactionalSinkContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connectors of the guide do what they must. */
class ConnectorGuideTest {
  // #region source
  @Nested
  class SpoolSourceTest extends SourceContract {
    @TempDir Path directory;

    @Override
    protected SourceConnector source() throws IOException {
      for (int i = 0; i < 4; i++) {
        Files.writeString(directory.resolve(i + ".msg"), "x".repeat(i * 500));
      }
      return new SpoolSource(directory);
    }

    @Override
    protected OptionalInt size(String partition) {
      return OptionalInt.of(4);
    }
  }

  // #endregion

  // #region sink
  @Nested
  class RoundFileSinkTest extends TransactionalSinkContract {
    @TempDir Path parent;
    private Path directory;
    private int sinks;

    @Override
    protected SinkConnector emptySink() {
      directory = parent.resolve("out-" + sinks++);
      return new RoundFileSink(directory);
    }

    @Override
    protected List<String> content() throws IOException {
      return lines(directory);
    }
  }

  // #endregion

  private static final class Copy implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("messages", Codec.lines())).to(Sink.named("rounds", Codec.lines()));
    }
  }

  @Test
  void areFoundByConfiguration(@TempDir Path folder) throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    Path out = folder.resolve("out");
    Files.writeString(in.resolve("0.msg"), "a message");
    try (var nodes =
        PipelineRunner.of(new Copy(), folder)
            .set("potoroo.rounds.interval", "50ms")
            .set("potoroo.bindings.messages.connector", "spool")
            .set("potoroo.bindings.messages.directory", in.toString())
            .set("potoroo.bindings.rounds.connector", "spool")
            .set("potoroo.bindings.rounds.directory", out.toString())
            .start()) {
      await().untilAsserted(() -> assertThat(lines(out)).containsExactly("a message"));
    }
  }

  private static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(".txt"))
              .sorted(Comparator.comparingLong(ConnectorGuideTest::round))
              .toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static long round(Path file) {
    return Long.parseLong(file.toString().replaceAll(".*-(\\d+)\\.txt", "$1"));
  }
}

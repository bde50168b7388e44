package dev.potoroo.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.Codec;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.memory.MemorySink;
import dev.potoroo.testkit.PipelineRunner;
import dev.potoroo.testkit.connector.SourceContract;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceContractTest extends SourceContract {
  @TempDir private Path directory;

  private void compress(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  protected SourceConnector source() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "1\n2\n\n3");
    compress("b.txt.gz", "x\r\n" + "y".repeat(MAX_RECORD + 1) + "\n\nz\n");
    Files.writeString(directory.resolve("c.part"), "not yet");
    return DirectorySource.of(directory.toString()).matching("*.{txt,txt.gz}");
  }

  @Test
  void readsThoseThatMatchAndTellsOfNewOnes() throws Exception {
    SourceConnector source = source();
    assertThat(source.partitions()).containsExactly("a.txt", "b.txt.gz");
    Files.move(directory.resolve("c.part"), directory.resolve("c.txt"));
    assertThat(source.partitions()).containsExactly("a.txt", "b.txt.gz", "c.txt");
    assertThat(source.discovery()).contains(DirectorySource.EVERY);
  }

  @Test
  void saysWhatIsWrongWithACompressedFile() throws Exception {
    Files.writeString(directory.resolve("plain.gz"), "not compressed");
    Files.createFile(directory.resolve("empty.gz"));
    DirectorySource source = DirectorySource.of(directory.toString());
    assertThatThrownBy(() -> source.open(context("plain.gz", 0)))
        .hasMessageContaining("plain.gz] cannot be decompressed");
    assertThatThrownBy(() -> source.open(context("empty.gz", 0)))
        .hasMessageContaining("empty.gz] is empty or cut off");
    compress("short.gz", "a\n");
    assertThatThrownBy(() -> source.open(context("short.gz", 9)))
        .hasMessageContaining("holds fewer than");
    DirectorySource missing = DirectorySource.of(directory.resolve("none").toString());
    assertThatThrownBy(missing::partitions).hasMessageContaining("is no directory");
  }

  private final class Copy implements Pipeline {
    private final MemorySink sink = MemorySink.create();

    @Override
    public void define(Flow flow) {
      flow.from(
              Source.named("lines", Codec.lines())
                  .from(
                      DirectorySource.of(directory.toString())
                          .matching("*.txt")
                          .discovering(Duration.ofMillis(50))))
          .to(Sink.named("out", Codec.lines()).into(sink));
    }
  }

  @Test
  void aPipelineReadsFilesThatComeLaterAndDoesNotEnd(@TempDir Path folder) throws Exception {
    Copy copy = new Copy();
    try (var nodes =
        PipelineRunner.of(copy, folder).set("potoroo.rounds.interval", "50ms").start()) {
      for (int i = 0; i < 3; i++) {
        Path file = Files.writeString(directory.resolve(i + ".part"), i + "\n");
        Files.move(file, directory.resolve(i + ".txt"), StandardCopyOption.ATOMIC_MOVE);
        int number = i;
        await().untilAsserted(() -> assertThat(copy.sink.texts()).hasSize(number + 1));
      }
      assertThat(copy.sink.texts()).containsExactly("0", "1", "2");
    }
  }
}

package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recorded text over TCP gives the known count of each word. */
class WordCountIT {
  private static final int OUTPUTS = 482;

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0} nodes, {1} connections")
  @CsvSource({"1, 1", "1, 4", "2, 4", "3, 4"})
  void countsEachWord(int nodeCount, int connections) throws Exception {
    Path data = Data.folder("word_count");
    List<byte[]> lines =
        Texts.lines(data.resolve("count_this.txt")).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList();
    try (Nodes nodes = Nodes.of("word-count", directory)) {
      nodes.tcp("lines", "length-4").toFiles("counts").start(nodeCount);
      CompletableFuture<?>[] senders = new CompletableFuture<?>[connections];
      for (int i = 0; i < connections; i++) {
        int port = nodes.node(i % nodeCount).sourcePort("lines");
        List<byte[]> part = Data.split(lines, connections).get(i);
        senders[i] = CompletableFuture.runAsync(() -> Frames.send(port, part));
      }
      CompletableFuture.allOf(senders).join();
      nodes.node(0).awaitProcessed(lines.size());
      nodes.stop();

      assertThat(Texts.lastCounts(nodes.sinkFiles("counts")))
          .isEqualTo(Data.numbers(data.resolve("_expected.json")));
      assertThat(nodes.sinkFiles("counts").stream().mapToInt(f -> Texts.lines(f).size()).sum())
          .isEqualTo(OUTPUTS);
    }
  }
}

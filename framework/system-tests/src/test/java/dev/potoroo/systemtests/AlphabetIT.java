package dev.potoroo.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded votes over TCP, in a binary format, give the known total of each letter. */
class AlphabetIT {
  @TempDir private Path directory;

  @ParameterizedTest(name = "{0} nodes")
  @ValueSource(ints = {1, 3})
  void addsUpTheVotesOfEachLetter(int nodeCount) throws Exception {
    Path data = Data.folder("alphabet_partitioned");
    List<byte[]> votes = Data.frames(data.resolve("_test.txt"));
    try (Nodes nodes = Nodes.of("alphabet", directory)) {
      nodes.tcp("votes", "length-4").toFiles("totals").start(nodeCount);
      for (int i = 0; i < nodeCount; i++) {
        Frames.send(nodes.node(i).sourcePort("votes"), Data.split(votes, nodeCount).get(i));
      }
      nodes.node(0).awaitProcessed(votes.size());
      nodes.stop();

      assertThat(Texts.lastCounts(nodes.sinkFiles("totals")))
          .isEqualTo(Data.numbers(data.resolve("_expected.json")));
    }
  }
}

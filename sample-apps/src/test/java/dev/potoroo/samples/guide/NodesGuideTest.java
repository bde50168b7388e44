package dev.potoroo.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.framing.Framing;
import dev.potoroo.samples.WordCount;
import dev.potoroo.testkit.PipelineExtension;
import dev.potoroo.testkit.PipelineRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of the guide about tests on real nodes that JUnit starts. */
class NodesGuideTest {
  // #region extension
  @RegisterExtension
  final PipelineExtension pipeline =
      PipelineExtension.of(
          folder -> {
            Path text = Files.writeString(folder.resolve("text.txt"), "to be or not to be\n");
            return PipelineRunner.of(new WordCount(), folder)
                .fromFile("lines", text, Framing.NEWLINE)
                .toFile("counts", folder.resolve("counts"), Framing.NEWLINE);
          });

  @Test
  void countsEachWord() {
    pipeline.nodes().awaitEnd();
    assertThat(pipeline.folder().resolve("counts")).content().hasLineCount(6);
  }

  // #endregion
}

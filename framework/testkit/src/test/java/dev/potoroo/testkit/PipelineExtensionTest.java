package dev.potoroo.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.framing.Framing;
import dev.potoroo.testkit.Shop.Total;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PipelineExtensionTest {
  @RegisterExtension
  static final PipelineExtension SHOP = PipelineExtension.of(PipelineExtensionTest::shop);

  private static PipelineRunner shop(Path folder) throws IOException {
    Path orders =
        Files.writeString(
            folder.resolve("orders.jsonl"),
            "{\"customer\":\"c\",\"article\":\"hat\",\"amount\":1}\n");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "hello\n");
    PipelineRunner runner =
        PipelineRunner.of(new Shop(), folder)
            .set("potoroo.keep-running", true)
            .fromFile("orders", orders, Framing.NEWLINE)
            .fromFile("notes", notes, Framing.NEWLINE);
    for (String sink : List.of("earned", "sales", "short-notes", "bad-notes")) {
      runner.toFile(sink, folder.resolve(sink), Framing.NEWLINE);
    }
    return runner;
  }

  @Test
  void runsForTheTest() {
    SHOP.nodes().awaitIdle();
    assertThat(SHOP.nodes().object("customers", "c", Total.class).orElseThrow().state())
        .isEqualTo(new Total("c", 1, 1));
    assertThat(SHOP.folder().resolve("earned")).exists();
  }

  @Test
  void doesNotKillTheProcessOfTheTest() {
    assertThatThrownBy(() -> SHOP.nodes().kill(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("processes()");
    assertThat(SHOP.nodes().size()).isEqualTo(1);
  }

  /** JUnit lets it clean up if it has failed to start. */
  @Test
  void failsTheTestAndRemovesTheFolderIfNothingCanBeStarted() {
    Path[] seen = new Path[1];
    PipelineExtension failing =
        PipelineExtension.of(
            folder -> {
              seen[0] = folder;
              Files.writeString(folder.resolve("file"), "x");
              throw new IllegalStateException("no input today");
            });
    assertThatThrownBy(() -> failing.beforeEach(null)).hasMessage("no input today");
    assertThat(seen[0]).exists();
    failing.afterEach(null);
    assertThat(seen[0]).doesNotExist();
  }

  @Test
  void startsAnewForEachTest() throws Exception {
    PipelineExtension each = PipelineExtension.of(PipelineExtensionTest::shop);
    each.beforeEach(null);
    Path first = each.folder();
    PipelineNodes nodes = each.nodes();
    each.afterEach(null);
    assertThat(first).doesNotExist();
    assertThat(nodes.all()).noneMatch(node -> node.ready());
    assertThatThrownBy(each::folder).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysThatNothingRunsOutsideOfATest() {
    PipelineExtension unused =
        PipelineExtension.of(folder -> PipelineRunner.of(new Shop(), folder));
    assertThatThrownBy(unused::nodes)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@RegisterExtension");
  }
}

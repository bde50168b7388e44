package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.tcp.AckedTcpSource;
import dev.potoroo.internal.config.ResolvedBindings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourcesTest {
  private static final ResolvedBindings ANY_PORT =
      new ResolvedBindings(List.of(AckedTcpSource.listen("127.0.0.1", 0)), List.of());

  @TempDir private Path directory;

  private TestNode test;
  private Sources sources;

  @BeforeEach
  void make() {
    test = new TestNode(directory, Map.of());
    sources = new Sources(test.node);
  }

  @AfterEach
  void close() throws InterruptedException {
    for (SourceRunner runner : sources.all()) {
      runner.stop();
      assertThat(runner.awaitClosed(10_000)).isTrue();
    }
  }

  private Generation generation(long number) {
    TestInbox<NodeMessage> agent = TestInbox.create();
    return test.generation(number, List.of(agent.getRef()), List.of());
  }

  private void open(Generation generation) {
    sources.open(generation, ANY_PORT, Map.of(), Long.MIN_VALUE, number -> {});
  }

  /** Its clients know no other: they come back to it when the pipeline has gone back. */
  @Test
  void aReaderListensWhereTheOneBeforeItDid() throws InterruptedException {
    Generation first = generation(1);
    open(first);
    List<String> before = sources.descriptions(0);
    sources.flow(first);
    Generation second = generation(2);
    // It has not paused: what it has sent since the last commit is unknown.
    sources.leave(second, ANY_PORT, Map.of());
    assertThat(sources.all()).isEmpty();
    open(second);
    assertThat(sources.descriptions(0)).isEqualTo(before);
  }
}

package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourceRunnerTest {
  private final LinkedBlockingQueue<Long> pauses = new LinkedBlockingQueue<>();

  @TempDir private Path directory;

  /** Its thread may sleep through a flow and the pause that follows, and still owes an answer. */
  @Test
  void answersEachPause() throws InterruptedException {
    TestNode test = new TestNode(directory, Map.of());
    TestInbox<NodeMessage> agent = TestInbox.create();
    Generation generation = test.generation(1, List.of(agent.getRef()), List.of());
    SourceRunner runner = runner(test.node, generation);
    try {
      for (int i = 0; i < 1_000; i++) {
        runner.flow(generation);
        assertThat(runner.paused()).isFalse();
        runner.pause();
        assertThat(pauses.poll(10, TimeUnit.SECONDS)).as("answer to pause [%s]", i).isEqualTo(1L);
        assertThat(runner.paused()).isTrue();
      }
    } finally {
      runner.stop();
      assertThat(runner.awaitClosed(10_000)).isTrue();
    }
    assertThat(test.failures).isEmpty();
  }

  private SourceRunner runner(Node node, Generation generation) {
    SourceReader silent =
        new SourceReader() {
          @Override
          public Progress poll(RecordBatch batch) {
            return Progress.WAITING;
          }

          @Override
          public void close() {}
        };
    return new SourceRunner(
        node, node.topology().sources().get(0), "0", silent, "", 0, generation, pauses::add);
  }
}

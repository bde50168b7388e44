package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RecordBatch;
import dev.potoroo.connector.SourceReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    SourceRunner runner = runner(test.node, generation, false, new Silent());
    try {
      for (int i = 0; i < 1_000; i++) {
        runner.flow(generation, 100);
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

  /** What was read is sent later, but not what another reader could not read again. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pausesInTheMiddleOfABatchIfTheRestCanBeReadAgain(boolean replayable) throws Exception {
    TestNode test = new TestNode(directory, Map.of());
    TestInbox<NodeMessage> agent = TestInbox.create();
    Generation generation = test.generation(1, List.of(agent.getRef()), List.of());
    AtomicReference<SourceRunner> running = new AtomicReference<>();
    SourceReader reader =
        new Reader() {
          @Override
          public Progress poll(RecordBatch batch) {
            for (int i = 1; i <= 5_000; i++) {
              batch.reject(new byte[1], 1, i, "framing", "no record");
            }
            running.get().pause();
            return Progress.ENDED;
          }
        };
    SourceRunner runner = runner(test.node, generation, replayable, reader);
    running.set(runner);
    runner.flow(generation, 10_000);
    assertThat(pauses.poll(10, TimeUnit.SECONDS)).isEqualTo(1L);
    assertThat(runner.position()).isEqualTo(replayable ? 1_024 : 5_000);
    assertThat(runner.paused()).isTrue();
    runner.flow(generation, 10_000);
    await().until(runner::ended);
    assertThat(runner.position()).isEqualTo(5_000);
    assertThat(test.node.sourceCounters(0).deadLetters.sum()).isEqualTo(5_000);
    assertThat(test.failures).isEmpty();
  }

  private SourceRunner runner(
      Node node, Generation generation, boolean replayable, SourceReader reader) {
    return new SourceRunner(
        node,
        node.topology().sources().get(0),
        "0",
        reader,
        "",
        replayable,
        0,
        Long.MIN_VALUE,
        generation,
        pauses::add);
  }

  private abstract static class Reader implements SourceReader {
    @Override
    public void close() {}
  }

  private static final class Silent extends Reader {
    @Override
    public Progress poll(RecordBatch batch) {
      return Progress.WAITING;
    }
  }
}

package dev.potoroo.connector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemorySinkTest {
  private final MemorySink sink = MemorySink.create();

  @Test
  void keepsWhatWasWritten() throws Exception {
    try (SinkWriter writer =
        sink.open(new SinkContext("out", "lines", true, "n", Optional.empty()))) {
      assertThat(sink.openWriters()).isOne();
      writer.write(bytes("a"));
      writer.write(bytes("b"));
    }
    assertThat(sink.texts()).containsExactly("a", "b");
    assertThat(sink.openWriters()).isZero();
  }

  @Test
  void stallsWhileItIsBlocked() throws Exception {
    SinkWriter writer = sink.open(new SinkContext("out", "lines", true, "n", Optional.empty()));
    sink.block();
    Thread thread =
        new Thread(
            () -> {
              try {
                writer.write(bytes("a"));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
    assertThat(sink.size()).isZero();
    sink.unblock();
    thread.join();
    assertThat(sink.texts()).containsExactly("a");
  }

  @Test
  void showsNothingThatIsNotCommitted() throws Exception {
    TransactionalSinkWriter writer = inRounds("n", Map.of());
    writer.write(bytes("a"));
    writer.flush();
    writer.prepare(1);
    writer.write(bytes("b"));
    assertThat(sink.texts()).isEmpty();
    writer.commit(1);
    assertThat(sink.texts()).containsExactly("a");
    writer.close();
    assertThat(sink.texts()).containsExactly("a");
    assertThat(sink.openWriters()).isZero();
  }

  @Test
  void showsWhatANodeCommittedThatIsGone() throws Exception {
    TransactionalSinkWriter gone = inRounds("gone", Map.of());
    gone.write(bytes("a"));
    Map<String, String> committed = gone.prepare(1);
    gone.write(bytes("b"));
    inRounds("other", committed);
    assertThat(sink.texts()).containsExactly("a");
  }

  @Test
  void letsNoWriterGoOnThatWasReplaced() throws Exception {
    TransactionalSinkWriter old = inRounds("n", Map.of());
    old.write(bytes("a"));
    inRounds("n", Map.of());
    assertThat(sink.openWriters()).isOne();
    assertThatThrownBy(() -> old.write(bytes("b"))).hasMessageContaining("opened the sink again");
    assertThatThrownBy(() -> old.prepare(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> old.commit(1)).isInstanceOf(IllegalStateException.class);
    old.close();
    assertThat(sink.openWriters()).isOne();
  }

  @Test
  void saysThatItIsNotTheSinkThatWasWrittenTo() throws Exception {
    inRounds("n", Map.of());
    assertThatThrownBy(() -> inRounds("n", Map.of("n", "3")))
        .hasMessageContaining("[3] records of node [n] were committed, but only [0]");
  }

  private TransactionalSinkWriter inRounds(String node, Map<String, String> committed) {
    SinkContext context = new SinkContext("out", "lines", true, node, Optional.of(committed));
    return (TransactionalSinkWriter) sink.open(context);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

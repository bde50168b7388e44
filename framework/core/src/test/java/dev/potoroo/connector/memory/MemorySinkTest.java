package dev.potoroo.connector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.SinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemorySinkTest {
  private final MemorySink sink = MemorySink.create();

  @Test
  void keepsWhatWasWritten() throws Exception {
    try (SinkWriter writer = sink.open(new SinkContext("out", true, "n", Optional.empty()))) {
      assertThat(sink.openWriters()).isOne();
      writer.write(bytes("a"));
      writer.write(bytes("b"));
    }
    assertThat(sink.texts()).containsExactly("a", "b");
    assertThat(sink.openWriters()).isZero();
  }

  @Test
  void stallsWhileItIsBlocked() throws Exception {
    SinkWriter writer = sink.open(new SinkContext("out", true, "n", Optional.empty()));
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

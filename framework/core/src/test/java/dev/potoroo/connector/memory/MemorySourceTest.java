package dev.potoroo.connector.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.Reading;
import dev.potoroo.connector.SourceReader;
import dev.potoroo.connector.SourceReader.Progress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemorySourceTest {
  @Test
  void waitsForWhatIsSentLater() throws Exception {
    MemorySource source = MemorySource.create();
    try (SourceReader reader = Reading.open(source, 0)) {
      assertThat(reader.poll(new CollectingBatch())).isEqualTo(Progress.WAITING);
      CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> source.send("late"));
      assertThat(Reading.untilRecords(reader, 1).records()).containsExactly("late");
      sender.join();
    }
  }

  @Test
  void readsOnWhereItWasWhenMoreWasSent() throws Exception {
    MemorySource source = MemorySource.create();
    source.send("a", "b");
    try (SourceReader reader = Reading.open(source, 0)) {
      Reading.untilRecords(reader, 2);
    }
    source.send("c");
    source.end();
    assertThat(Reading.toEnd(source, "0", 1, 9).records()).containsExactly("b", "c");
    assertThat(Reading.toEnd(source, "0", 3, 9).records()).isEmpty();
  }

  @Test
  void takesNothingAfterItsEnd() {
    MemorySource source = MemorySource.create();
    source.end();
    assertThatThrownBy(() -> source.send("x")).isInstanceOf(IllegalStateException.class);
  }
}

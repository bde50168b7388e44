package dev.potoroo.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.status.PipelineStatus.State;
import dev.potoroo.status.RoundsStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final FakeService service = new FakeService();
  private final List<String> shown = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Progress progress =
      new Progress(service, shown::add, shown::clear, Duration.ofHours(1), nanos::get);

  @Test
  void showsRatesBetweenAnswers() {
    progress.ask();
    service.is(FakeService.status(State.RUNNING, 5000, 1));
    nanos.set(2_000_000_000L);
    progress.tick();
    service.is(FakeService.status(State.DRAINING, 5001, 2));
    nanos.set(3_000_000_000L);
    progress.tick();
    assertThat(shown)
        .containsExactly(
            "2,500 records/s | 3,000 objects | 7 in flight | 1 dead letter",
            "draining | 1 record/s | 3,000 objects | 7 in flight | 2 dead letters");
  }

  @Test
  void showsNothingAfterTheEnd() {
    progress.ask();
    progress.tick();
    progress.close();
    progress.tick();
    assertThat(shown).isEmpty();
  }

  @Test
  void tellsWhatThePipelineGoesOnFromWhenItHasBegun() {
    service.waitsForNodes();
    List<RoundsStatus> told = new CopyOnWriteArrayList<>();
    progress.whenBegun(told::add);
    assertThat(told).isEmpty();
    RoundsStatus.Commit commit = new RoundsStatus.Commit(12, 3, Instant.EPOCH);
    service.goesOnAfter(commit);
    await().untilAsserted(() -> assertThat(told).hasSize(1));
    assertThat(told.get(0).beganAfter()).isEqualTo(commit);
    progress.close();
  }

  @Test
  void keepsTheLineFreeOfOtherOutput() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(terminal, true, UTF_8);
    ProgressLine line = new ProgressLine(stream);
    PrintStream out = line.before(stream);
    line.show("12345");
    line.show("12");
    out.println("record");
    line.show("3");
    line.clear();
    line.clear();
    assertThat(terminal.toString(UTF_8))
        .isEqualTo("\r12345\r12   \r  \rrecord" + System.lineSeparator() + "\r3\r \r");
  }
}

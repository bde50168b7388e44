package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.idle;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long records flow until a round ends, by how long it took to write the one before. */
class RoundLengthTest {
  private final Coordinator coordinator =
      new Coordinator(new Rules(SAME, 1, 4, true, SECOND, 40, 10 * SECOND, 5 * SECOND, 2));

  private long now;

  private List<Effect> after(long nanos) {
    now += nanos;
    coordinator.clock(now);
    return coordinator.tick();
  }

  private boolean pausesAfter(long nanos) {
    return after(nanos).stream().anyMatch(Effect.Pause.class::isInstance);
  }

  /** Records of round 2 flow. */
  private void flowing() {
    after(0);
    coordinator.register("a:1", 1, 1, SAME, Optional.empty());
    coordinator.tookOver(1, Optional.empty());
    coordinator.ready("a:1", 1);
    coordinator.captured("a:1", 1, 1);
    written(1);
  }

  private void written(long round) {
    coordinator.prepared("a:1", 1, round, prepared("0", round));
    coordinator.committed(commit(1, round));
  }

  /** The round has its pause, and is written for a while, when records flow again. */
  private List<Effect> captured(long round, long wave, long records) {
    coordinator.report("a:1", 1, wave, idle(records, records));
    coordinator.report("a:1", 1, wave + 1, idle(records, records));
    return coordinator.captured("a:1", 1, round);
  }

  @Test
  void isTheIntervalIfWritingTakesASmallPartOfIt() {
    flowing();
    assertThat(pausesAfter(SECOND)).isTrue();
    captured(2, 1, 5);
    after(SECOND * 2 / 5);
    written(2);
    assertThat(pausesAfter(SECOND * 3 / 5 - 1)).isFalse();
    assertThat(pausesAfter(1)).isTrue();
  }

  @Test
  void isLongerIfWritingTakesMoreThanItsShare() {
    flowing();
    after(SECOND);
    captured(2, 1, 5);
    after(4 * SECOND);
    written(2);
    assertThat(pausesAfter(6 * SECOND - 1)).as("4 s are 40 percent of 10").isFalse();
    assertThat(pausesAfter(1)).isTrue();
    captured(3, 3, 9);
    written(3);
    assertThat(pausesAfter(SECOND)).as("the next one was written at once").isTrue();
  }

  @Test
  void endsAtOnceIfSomethingElseWantsIt() {
    flowing();
    after(SECOND);
    captured(2, 1, 5);
    after(4 * SECOND);
    written(2);
    assertThat(coordinator.cutWanted(1)).anyMatch(Effect.Pause.class::isInstance);
  }

  @Test
  void getsShorterBeforeTheLastOne() {
    flowing();
    assertThat(pausesAfter(SECOND)).isTrue();
    captured(2, 1, 5);
    coordinator.rebalance();
    after(SECOND / 2);
    assertThat(pausesWhenWritten(2)).as("the next one is due").isTrue();
    assertThat(captured(3, 3, 9)).as("half as long may be too long").hasSize(1);
    after(SECOND / 8);
    assertThat(pausesWhenWritten(3)).isTrue();
    assertThat(captured(4, 5, 12)).as("short enough to wait for").isEmpty();
    written(4);
    assertThat(coordinator.view().phase()).isEqualTo("taking over");
  }

  private boolean pausesWhenWritten(long round) {
    coordinator.prepared("a:1", 1, round, prepared("0", round));
    return coordinator.committed(commit(1, round)).stream()
        .anyMatch(Effect.Pause.class::isInstance);
  }
}

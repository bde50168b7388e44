package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.SAME;
import static dev.potoroo.internal.round.Given.SECOND;
import static dev.potoroo.internal.round.Given.commit;
import static dev.potoroo.internal.round.Given.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds of a pipeline with reference data: what is read first, and what ends a round. */
class ReferenceRoundsTest {
  private final Coordinator coordinator =
      new Coordinator(new Rules(SAME, 1, 4, true, SECOND, 100, 10 * SECOND, 5 * SECOND, 2, true));

  private long now;
  private long wave;

  private List<Effect> after(long nanos) {
    now += nanos;
    coordinator.clock(now);
    return coordinator.tick();
  }

  /** Records of round 2 flow. */
  @BeforeEach
  void flowing() {
    after(0);
    coordinator.register("a:1", 1, 1, SAME, Optional.empty());
    coordinator.tookOver(1, Optional.empty());
    coordinator.ready("a:1", 1);
    coordinator.captured("a:1", 1, 1);
    assertThat(written(1)).contains(new Effect.Flow(1, 2, 2, true));
  }

  private List<Effect> written(long round) {
    coordinator.prepared("a:1", 1, round, prepared("0", round));
    return coordinator.committed(commit(1, round));
  }

  private List<Effect> drained(long records, boolean due, boolean loading) {
    Report report =
        new Report(records, records, 0, true, false, List.of(), NodeTime.NONE, due, loading);
    coordinator.report("a:1", 1, ++wave, report);
    return coordinator.report("a:1", 1, ++wave, report);
  }

  private static boolean captures(List<Effect> effects) {
    return effects.stream().anyMatch(Effect.Capture.class::isInstance);
  }

  private static List<Boolean> referencesOnly(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Flow.class::isInstance)
        .map(flow -> ((Effect.Flow) flow).referencesOnly())
        .toList();
  }

  @Test
  void allSourcesAreReadWhenWhatWasThereIsCommittedAndInForce() {
    after(SECOND);
    assertThat(captures(drained(5, false, true))).isTrue();
    assertThat(referencesOnly(coordinator.captured("a:1", 1, 2))).containsExactly(true);
    written(2);
    after(SECOND);
    assertThat(captures(drained(9, true, false))).isTrue();
    assertThat(referencesOnly(coordinator.captured("a:1", 1, 3))).containsExactly(true);
    assertThat(written(3)).as("at once").anyMatch(Effect.Pause.class::isInstance);
    assertThat(captures(drained(9, false, false))).as("though nothing has happened").isTrue();
    assertThat(referencesOnly(coordinator.captured("a:1", 1, 4))).containsExactly(false);
    assertThat(written(4)).noneMatch(Effect.Pause.class::isInstance);
  }

  @Test
  void nothingToReadIsAskedForTwiceAndWrittenOnce() {
    after(SECOND);
    List<Effect> first = drained(0, false, false);
    assertThat(referencesOnly(first)).containsExactly(true);
    assertThat(first).anyMatch(Effect.Pause.class::isInstance);
    assertThat(captures(drained(0, false, false))).isTrue();
    assertThat(referencesOnly(coordinator.captured("a:1", 1, 2))).containsExactly(false);
  }

  @Test
  void aValueThatIsNotInForceYetEndsARoundInWhichNothingHappens() {
    nothingToReadIsAskedForTwiceAndWrittenOnce();
    written(2);
    after(SECOND);
    assertThat(captures(drained(0, false, false))).isFalse();
    after(SECOND);
    assertThat(captures(drained(0, true, false))).isTrue();
  }
}

package dev.potoroo.internal.round;

import static dev.potoroo.internal.round.Given.idle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.internal.round.Counting.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountingTest {
  private final Counting counting = new Counting(Set.of("a", "b"), 1, 0);

  private Verdict both(Report a, Report b) {
    long wave = counting.wave();
    counting.report("a", wave, a, 0);
    return counting.report("b", wave, b, 0);
  }

  @Test
  void isStillWhenTwoWavesFindTheSameEqualSums() {
    assertThat(both(idle(10, 3), idle(2, 9)))
        .as("equal for the first time")
        .isEqualTo(Verdict.MOVING);
    assertThat(both(idle(10, 3), idle(2, 9))).isEqualTo(Verdict.STILL);
    assertThat(counting.emitted()).isEqualTo(12);
  }

  @Test
  void isNotStillWhileSumsDifferOrChange() {
    both(idle(10, 9), idle(0, 0));
    assertThat(both(idle(10, 9), idle(0, 0))).as("the same, but unequal").isEqualTo(Verdict.MOVING);
    assertThat(both(idle(10, 10), idle(0, 0))).as("equal, but changed").isEqualTo(Verdict.MOVING);
    assertThat(both(idle(11, 11), idle(0, 0))).as("equal, but changed").isEqualTo(Verdict.MOVING);
    assertThat(both(idle(11, 11), idle(0, 0))).isEqualTo(Verdict.STILL);
  }

  @Test
  void isNotStillWhileANodeReads() {
    Report reading = new Report(1, 1, 0, false, List.of());
    both(reading, idle(0, 0));
    assertThat(both(reading, idle(0, 0))).isEqualTo(Verdict.MOVING);
    assertThat(both(idle(1, 1), idle(0, 0))).isEqualTo(Verdict.STILL);
  }

  @Test
  void takesOneReportOfEachNodeForAWave() {
    assertThat(counting.report("a", 1, idle(0, 0), 0)).isEqualTo(Verdict.INCOMPLETE);
    assertThat(counting.report("a", 1, idle(0, 0), 0)).as("again").isEqualTo(Verdict.INCOMPLETE);
    assertThat(counting.report("c", 1, idle(0, 0), 0)).as("stranger").isEqualTo(Verdict.INCOMPLETE);
    assertThat(counting.report("b", 2, idle(0, 0), 0))
        .as("too early")
        .isEqualTo(Verdict.INCOMPLETE);
    assertThat(counting.report("b", 1, idle(0, 0), 0)).isEqualTo(Verdict.MOVING);
    assertThat(counting.wave()).isEqualTo(2);
    assertThat(counting.report("b", 1, idle(0, 0), 0)).as("too late").isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void hasCountedNothingBeforeTheFirstWaveIsComplete() {
    counting.report("a", 1, idle(7, 0), 0);
    assertThat(counting.emitted()).isZero();
  }

  @Test
  void takesRecordsForLostIfIdleNodesDisagreeForLong() {
    assertThat(counting.lostFor()).as("no wave is complete").isZero();
    counting.report("a", 1, idle(3, 0), 10);
    assertThat(counting.lostFor()).as("no wave is complete").isZero();
    counting.report("b", 1, idle(0, 2), 10);
    assertThat(counting.lostFor()).as("for the first time").isZero();
    counting.report("a", 2, idle(3, 0), 60);
    assertThat(counting.lostFor()).as("this wave is not complete").isZero();
    counting.report("b", 2, idle(0, 2), 70);
    assertThat(counting.lostFor()).as("nothing has changed").isEqualTo(60);
    counting.report("a", 3, idle(4, 0), 80);
    counting.report("b", 3, idle(0, 2), 80);
    assertThat(counting.lostFor()).as("something has").isZero();
  }

  @Test
  void doesNotTakeRecordsForLostWhileANodeIsBusyOrAllAgree() {
    assertThat(lostAfterTwoWaves(idle(3, 0))).as("lost").isPositive();
    assertThat(lostAfterTwoWaves(new Report(4, 0, 0, true, List.of("lane 0")))).as("busy").isZero();
    assertThat(lostAfterTwoWaves(new Report(4, 0, 0, false, List.of()))).as("reading").isZero();
    assertThat(lostAfterTwoWaves(idle(2, 0))).as("all settled").isZero();
    // The other node has not taken it: it waits for that for ever, if it was lost on the way.
    Report sent =
        new Report(4, 0, 0, true, false, List.of("node [b]"), NodeTime.NONE, false, false);
    assertThat(lostAfterTwoWaves(sent)).as("sent, and lost").isPositive();
  }

  private long lostAfterTwoWaves(Report a) {
    for (int i = 1; i <= 2; i++) {
      long wave = counting.wave();
      counting.report("a", wave, a, wave * 10);
      counting.report("b", wave, idle(0, 2), wave * 10);
    }
    return counting.lostFor();
  }

  @Test
  void namesWhatNodesWaitForAndWhoIsSilent() {
    counting.report("b", 1, new Report(1, 0, 0, true, List.of("sink [x]", "lane 0")), 0);
    assertThat(counting.waitingFor())
        .containsExactly("node [a]", "sink [x] on node [b]", "lane 0 on node [b]");
    counting.report("a", 1, idle(0, 0), 0);
    assertThat(counting.waitingFor())
        .as("the next wave has begun")
        .containsExactly("node [a]", "node [b]", "sink [x] on node [b]", "lane 0 on node [b]");
  }
}

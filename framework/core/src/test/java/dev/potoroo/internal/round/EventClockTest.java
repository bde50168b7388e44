package dev.potoroo.internal.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.store.RoundCommit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final NodeTime NOTHING_TO_READ =
      new NodeTime(Long.MAX_VALUE, OptionalLong.empty(), false);

  private final EventClock clock = new EventClock(Optional.empty());

  private static NodeTime at(long watermark) {
    return new NodeTime(watermark, OptionalLong.empty(), false);
  }

  private static NodeTime idle(long watermark) {
    return new NodeTime(Long.MAX_VALUE, OptionalLong.of(watermark), false);
  }

  @Test
  void theSlowestPartitionCounts() {
    assertThat(clock.advance(List.of(at(7), at(5), NOTHING_TO_READ))).isTrue();
    assertThat(clock.watermark()).isEqualTo(5);
    assertThat(clock.advance(List.of(at(9), at(8)))).isTrue();
    assertThat(clock.watermark()).isEqualTo(8);
  }

  @Test
  void itIsNotKnownBeforeAllPartitionsHaveSaidSomething() {
    assertThat(clock.advance(List.of(at(7), at(Long.MIN_VALUE)))).isFalse();
    assertThat(clock.watermark()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void neverGoesBack() {
    clock.advance(List.of(at(7)));
    assertThat(clock.advance(List.of(at(3)))).isFalse();
    assertThat(clock.watermark()).isEqualTo(7);
  }

  @Test
  void goesOnFromTheLastCommit() {
    RoundCommit last = new RoundCommit(1, 1, Instant.EPOCH, 4, Map.of(), Map.of(), 7L);
    EventClock next = new EventClock(Optional.of(last));
    assertThat(next.watermark()).isEqualTo(7);
    assertThat(next.advance(List.of(at(5)))).isFalse();
    assertThat(next.advance(List.of(at(8)))).isTrue();
  }

  @Test
  void idlePartitionsDoNotHoldItBackAndDoNotEndIt() {
    assertThat(clock.advance(List.of(at(7), idle(5)))).isTrue();
    assertThat(clock.watermark()).isEqualTo(7);
    assertThat(clock.advance(List.of(idle(5), NOTHING_TO_READ))).isFalse();
    assertThat(clock.watermark()).isEqualTo(7);
  }

  @Test
  void theLatestOfThemCountsWhenAllAreIdle() {
    assertThat(clock.advance(List.of(at(7), idle(30)))).isTrue();
    assertThat(clock.watermark()).isEqualTo(7);
    assertThat(clock.advance(List.of(idle(9), idle(30), NOTHING_TO_READ))).isTrue();
    assertThat(clock.watermark()).isEqualTo(30);
    assertThat(clock.leavesWork()).isTrue();
    assertThat(clock.advance(List.of(idle(9), idle(30)))).isFalse();
    assertThat(clock.advance(List.of(at(29), idle(40)))).as("one is back").isFalse();
    assertThat(clock.advance(List.of(NOTHING_TO_READ))).as("they end").isTrue();
    assertThat(clock.watermark()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void idlePartitionsThatHaveNeverSaidAnythingSayNothing() {
    assertThat(clock.advance(List.of(idle(Long.MIN_VALUE)))).isFalse();
    assertThat(clock.watermark()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void allInputThatWasReadIsTheEnd() {
    assertThat(clock.advance(List.of(NOTHING_TO_READ, NOTHING_TO_READ))).isTrue();
    assertThat(clock.watermark()).isEqualTo(Long.MAX_VALUE);
    assertThat(clock.leavesWork()).isTrue();
    assertThat(clock.advance(List.of(NOTHING_TO_READ))).isFalse();
    assertThat(clock.leavesWork()).isFalse();
  }

  @Test
  void timersThatAreDueAreLeftToBeDone() {
    clock.advance(List.of(NOTHING_TO_READ));
    clock.advance(
        List.of(NOTHING_TO_READ, new NodeTime(Long.MAX_VALUE, OptionalLong.empty(), true)));
    assertThat(clock.leavesWork()).isTrue();
    clock.advance(List.of(NOTHING_TO_READ, NOTHING_TO_READ));
    assertThat(clock.leavesWork()).isFalse();
  }

  @Test
  void aPipelineWithoutEventTimeHasNone() {
    assertThat(clock.advance(List.of(NodeTime.NONE, NodeTime.NONE))).isFalse();
    assertThat(clock.leavesWork()).isFalse();
  }
}

package dev.potoroo.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallLineTest {
  private boolean newGeneration;
  private final CallLine<String> line =
      new CallLine<>(2, call -> !newGeneration || call.startsWith("new"));

  @Test
  void soManyCallAtATimeAndTheOthersInTheOrderOfTheirComing() {
    assertThat(line.begins("a")).isTrue();
    assertThat(line.begins("b")).isTrue();
    assertThat(line.begins("c")).isFalse();
    assertThat(line.begins("d")).isFalse();
    assertThat(line.underWay()).isEqualTo(2);
    assertThat(line.over()).contains("c");
    assertThat(line.over()).contains("d");
    assertThat(line.underWay()).isEqualTo(2);
    assertThat(line.over()).isEmpty();
    assertThat(line.over()).isEmpty();
    assertThat(line.underWay()).isZero();
    assertThat(line.begins("e")).isTrue();
  }

  @Test
  void whatIsNotWantedAnyMoreLosesItsPlaceInTheLine() {
    line.begins("a");
    line.begins("b");
    line.begins("c");
    line.begins("new d");
    newGeneration = true;
    assertThat(line.over()).contains("new d");
    assertThat(line.over()).isEmpty();
    assertThat(line.underWay()).isEqualTo(1);
  }
}
